package request

import (
	"context"
	"time"

	"tetsuzuki/internal/law"
	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// LawsQuery is which ranking of laws is asked for.
type LawsQuery struct {
	By     law.By
	AsOf   time.Time
	Bureau string
	Group  string
}

// LawsParameters are those of a ranking of laws.
var LawsParameters = parameter.Table[LawsQuery]{
	parameter.OneOf("by", "何で並べるか。law＝法令、article＝条項、ministry＝所管府省", law.Bys, func(q *LawsQuery) *law.By { return &q.By }).
		Or(string(law.ByLaw)),
	moment("as_of", "時点。省くと現在", "2022-12-31", func(q *LawsQuery) *time.Time { return &q.AsOf }),
	BureauParameter(func(q *LawsQuery) *string { return &q.Bureau }),
	GroupParameter(func(q *LawsQuery) *string { return &q.Group }),
}

// BlockedQuery is which processes are asked for that wait for a law.
type BlockedQuery struct {
	LawsQuery
	law.Subject
	After registry.ProcessID
	Limit int
}

// BlockedParameters are those of the processes that wait for a law.
var BlockedParameters = append(parameter.Within(LawsParameters, func(q *BlockedQuery) *LawsQuery { return &q.LawsQuery }),
	parameter.Words("law", "法令（/api/v1/laws の law）。法令も府省も省くと、法令を読み取れなかった手続", "建築基準法", 1000,
		func(q *BlockedQuery) *string { return &q.Law }),
	parameter.Words("article", "条項（/api/v1/laws の article）", "第6条第1項", 200, func(q *BlockedQuery) *string { return &q.Article }),
	parameter.Words("ministry", "所管府省（/api/v1/laws の ministry）", "国土交通省", 200, func(q *BlockedQuery) *string { return &q.Ministry }),
	parameter.Process("after", "この手続IDより後のもの（前の答えの next）", func(q *BlockedQuery) *registry.ProcessID { return &q.After }),
	parameter.Integer("limit", "返す手続の数の上限", "50", 1, store.MaxLimit, func(q *BlockedQuery) *int { return &q.Limit }).Or("50"),
)

// Laws ranks laws as asked for.
func (s *Service) Laws(ctx context.Context, scope registry.Scope, q LawsQuery) (progress.Laws, error) {
	bureau, group, err := s.extent(ctx, q.Bureau, q.Group)
	if err != nil {
		return progress.Laws{}, err
	}
	in, err := s.Store.Laws(ctx, scope, store.LawsQuestion{AsOf: q.AsOf, Bureau: bureau, Group: group})
	if err != nil {
		return progress.Laws{}, err
	}
	return progress.LawsOf(q.By, in), nil
}

// Blocked reads one page of the processes that wait for a law.
func (s *Service) Blocked(ctx context.Context, scope registry.Scope, q BlockedQuery) (store.BlockedPage, error) {
	bureau, group, err := s.extent(ctx, q.Bureau, q.Group)
	if err != nil {
		return store.BlockedPage{}, err
	}
	ask := store.LawsQuestion{AsOf: q.AsOf, Bureau: bureau, Group: group}
	return s.Store.BlockedBy(ctx, scope, ask, q.By, q.Subject, q.After, registry.Paging(q.Limit))
}
