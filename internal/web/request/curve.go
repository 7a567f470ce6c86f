package request

import (
	"context"
	"time"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// CurveQuery is which curve is asked for.
type CurveQuery struct {
	From, To time.Time
	Step     progress.Step
	Bureau   string
	Group    string
}

// CurveParameters are those of a curve.
var CurveParameters = parameter.Table[CurveQuery]{
	moment("from", "はじめの時点。省くと、記録か目標の始まった日", "2021-04-01", func(q *CurveQuery) *time.Time { return &q.From }),
	moment("to", "終わりの時点。省くと現在", "2022-12-31", func(q *CurveQuery) *time.Time { return &q.To }),
	parameter.OneOf("step", "点の間隔。month＝月末ごと、quarter＝四半期末ごと", progress.Steps,
		func(q *CurveQuery) *progress.Step { return &q.Step }).Or(string(progress.Monthly)),
	BureauParameter(func(q *CurveQuery) *string { return &q.Bureau }),
	GroupParameter(func(q *CurveQuery) *string { return &q.Group }),
}

// BridgeQuery is which bridge is asked for.
type BridgeQuery struct {
	From, To time.Time
	Rate     progress.RateKind
	Bureau   string
	Group    string
}

// BridgeParameters are those of a bridge.
var BridgeParameters = parameter.Table[BridgeQuery]{
	moment("from", "はじめの時点", "2022-09-30", func(q *BridgeQuery) *time.Time { return &q.From }).Must(),
	moment("to", "終わりの時点。省くと現在", "2022-12-31", func(q *BridgeQuery) *time.Time { return &q.To }),
	parameter.OneOf("rate", "どの率の増減か。process＝デジタル化率、cases＝件数カバー率、usage＝オンライン利用率、discretion＝都の裁量分のデジタル化率",
		progress.RateKinds, func(q *BridgeQuery) *progress.RateKind { return &q.Rate }).Or(string(progress.RateProcess)),
	BureauParameter(func(q *BridgeQuery) *string { return &q.Bureau }),
	GroupParameter(func(q *BridgeQuery) *string { return &q.Group }),
}

// PartQuery is which processes of a bridge are asked for.
type PartQuery struct {
	BridgeQuery
	Part  progress.PartKind
	After registry.ProcessID
	Limit int
}

// PartParameters are those of the processes of a bridge's part.
var PartParameters = append(parameter.Within(BridgeParameters, func(q *PartQuery) *BridgeQuery { return &q.BridgeQuery }),
	parameter.OneOf("part", "増減の理由", progress.PartKinds(), func(q *PartQuery) *progress.PartKind { return &q.Part }).Must(),
	parameter.Process("after", "この手続IDより後のもの（前の答えの next）", func(q *PartQuery) *registry.ProcessID { return &q.After }),
	parameter.Integer("limit", "返す手続の数の上限", "50", 1, store.MaxLimit, func(q *PartQuery) *int { return &q.Limit }).Or("50"),
)

// moment is the parameter of one end of a period: a day, which means its end, or a moment.
func moment[T any](name, means, example string, field func(*T) *time.Time) parameter.Parameter[T] {
	p := parameter.Read(parameter.Spec{Name: name, Means: means, Example: example, Allows: "日付で"}, registry.ParseMoment, field)
	p.Show = func(t *T) []string {
		if m := *field(t); !m.IsZero() {
			return []string{registry.FormatMoment(m)}
		}
		return nil
	}
	return p
}

// BureauParameter is the parameter of a bureau, by its name or code; see [Service.BureauGiven].
func BureauParameter[T any](field func(*T) *string) parameter.Parameter[T] {
	return parameter.Raw("bureau", "局の名前かコード", "B10", "", "局の名前かコードで", field)
}

// Curve computes the curve that is asked for.
func (s *Service) Curve(ctx context.Context, scope registry.Scope, q CurveQuery) (progress.Curve, error) {
	asked, err := s.curveQuestion(ctx, q)
	if err != nil {
		return progress.Curve{}, err
	}
	in, err := s.Store.ProgressCurve(ctx, scope, asked)
	if err != nil {
		return progress.Curve{}, err
	}
	return progress.CurveOf(in), nil
}

// CurveAhead computes the curve that is asked for, and the forecast from its end.
func (s *Service) CurveAhead(ctx context.Context, scope registry.Scope, q CurveQuery) (progress.Curve, forecast.Forecast, error) {
	asked, err := s.curveQuestion(ctx, q)
	if err != nil {
		return progress.Curve{}, forecast.Forecast{}, err
	}
	in, ahead, err := s.Store.CurveAhead(ctx, scope, asked)
	if err != nil {
		return progress.Curve{}, forecast.Forecast{}, err
	}
	return progress.CurveOf(in), forecast.Of(ahead), nil
}

func (s *Service) curveQuestion(ctx context.Context, q CurveQuery) (store.CurveQuestion, error) {
	bureau, group, err := s.extent(ctx, q.Bureau, q.Group)
	return store.CurveQuestion{From: q.From, To: q.To, Step: q.Step, Bureau: bureau, Group: group}, err
}

// Bridge reads what the bridge that is asked for is made of.
func (s *Service) Bridge(ctx context.Context, scope registry.Scope, q BridgeQuery) (store.Bridge, error) {
	bureau, group, err := s.extent(ctx, q.Bureau, q.Group)
	if err != nil {
		return store.Bridge{}, err
	}
	return s.Store.Bridge(ctx, scope, store.BridgeQuestion{Bureau: bureau, Group: group, From: q.From, To: q.To})
}

// Part reads one page of the processes of a bridge's part.
func (s *Service) Part(ctx context.Context, scope registry.Scope, q PartQuery) (store.PassagePage, error) {
	bureau, group, err := s.extent(ctx, q.Bureau, q.Group)
	if err != nil {
		return store.PassagePage{}, err
	}
	in := func(p registry.Passage) bool { return q.Rate.InPart(q.Part, p) }
	ask := store.BridgeQuestion{Bureau: bureau, Group: group, From: q.From, To: q.To}
	return s.Store.Passages(ctx, scope, ask, in, q.After, registry.Paging(q.Limit))
}
