package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// EnteredFigures lists the figures that were published before the registry began, the
// earliest first, and after them those that were withdrawn.
func (s *Store) EnteredFigures(ctx context.Context, scope registry.Scope) (all []registry.EnteredFigure, err error) {
	if err := scope.Require("store.EnteredFigures", registry.Read); err != nil {
		return nil, err
	}
	err = s.common.together(ctx, askEnteredFigures(&all, registry.Now, true))
	return all, err
}

// askEnteredFigures asks for what was entered, as known at a moment; what was withdrawn too if wanted.
func askEnteredFigures(to *[]registry.EnteredFigure, known time.Time, withdrawn bool) ask {
	var rows []struct {
		ID          int64
		Name        string
		Day         time.Time
		RateKind    string `db:"rate_kind"`
		Rate        int64
		Numerator   *int64
		Denominator *int64
		Source      string
		Reason      string
		SetBy       string       `db:"set_by"`
		SetAt       time.Time    `db:"set_at"`
		EndedAt     sql.NullTime `db:"ended_at"`
		Why         string       `db:"closed_reason"`
	}
	return ask{dest: &rows, name: "entered-figures", args: []any{known, withdrawn}, read: func() error {
		*to = make([]registry.EnteredFigure, len(rows))
		for i, r := range rows {
			(*to)[i] = registry.EnteredFigure{ID: r.ID, Name: r.Name, Day: inTokyo(r.Day), RateKind: r.RateKind, Rate: r.Rate,
				Numerator: r.Numerator, Denominator: r.Denominator, Source: r.Source, Reason: r.Reason,
				Set: registry.SetBy{By: r.SetBy, At: r.SetAt, EndedAt: r.EndedAt.Time, Why: r.Why}}
		}
		return nil
	}}
}

// EnterFigure records a figure that was published before the registry began. It is never
// altered; a wrong one is withdrawn and entered anew.
func (s *Store) EnterFigure(ctx context.Context, scope registry.Scope, f registry.EnteredFigure) (int64, error) {
	const op = "store.EnterFigure"
	f.Name, f.Source, f.Reason = strings.TrimSpace(f.Name), strings.TrimSpace(f.Source), strings.TrimSpace(f.Reason)
	if err := checkEntered(op, f); err != nil {
		return 0, err
	}
	text := fmt.Sprintf("登録前の公表値「%s」を入力：%s", f.Name, f.Reason)
	err := s.setting(ctx, scope, op, f.Reason, text, func(q querier, c change) error {
		if !f.Day.Before(registry.DayOf(c.At).AddDate(0, 0, 1)) {
			return wrongSetting(op, "day", "公表値の時点には、今日かそれより前の日を入力してください。例：2022-03-31")
		}
		return q.get(ctx, &f.ID, "entered-figure-add", f.Name, registry.DateOf(f.Day), f.RateKind, f.Rate, f.Numerator, f.Denominator,
			f.Source, f.Reason, scope.Actor, c.At, c.ID)
	})
	return f.ID, err
}

func checkEntered(op string, f registry.EnteredFigure) error {
	known := false
	for _, k := range progress.RateKinds {
		known = known || f.RateKind == string(k)
	}
	switch {
	case f.Name == "":
		return wrongSetting(op, "name", "公表値の名前を入力してください。例：令和3年度末")
	case f.Day.IsZero():
		return wrongSetting(op, "day", "公表値の時点を、日付で入力してください。例：2022-03-31")
	case !known:
		return wrongSetting(op, "rate_kind", "どの率かは、次のどれかで指定してください。"+registry.Choices(progress.RateKinds))
	case f.Rate < 0 || f.Rate > registry.RateUnit:
		return wrongSetting(op, "rate", "率は、0％から100％までで入力してください。例：21.1％")
	case f.Numerator != nil && *f.Numerator < 0:
		return wrongSetting(op, "numerator", "分子は、0以上の整数で入力してください。例：7900")
	case f.Denominator != nil && *f.Denominator <= 0:
		return wrongSetting(op, "denominator", "分母は、1以上の整数で入力してください。例：28600")
	case f.Numerator != nil && f.Denominator != nil && *f.Numerator > *f.Denominator:
		return wrongSetting(op, "numerator", "分子は、分母以下の数で入力してください。例：分子 7900、分母 28600")
	case f.Numerator != nil && f.Denominator != nil && !agrees(f.Rate, *f.Numerator, *f.Denominator):
		return wrongSetting(op, "rate", fmt.Sprintf("率が、分子 ÷ 分母（%s％）と違います。どちらかを直してください。",
			progress.Percent(*f.Numerator, *f.Denominator)))
	case f.Source == "":
		return wrongSetting(op, "source", "出典を入力してください。例：行政手続のデジタル化 進捗報告（2022年4月）")
	}
	return nil
}

// agrees reports whether a published rate can come from rounded numbers: to one per cent.
func agrees(rate, n, of int64) bool {
	computed := float64(n) / float64(of) * registry.RateUnit
	return computed-float64(rate) <= registry.RateUnit/100 && float64(rate)-computed <= registry.RateUnit/100
}

// WithdrawFigure withdraws an entered figure. It stays in the list as what it was.
func (s *Store) WithdrawFigure(ctx context.Context, scope registry.Scope, id int64, reason string) error {
	const op = "store.WithdrawFigure"
	reason = strings.TrimSpace(reason)
	return s.setting(ctx, scope, op, reason, "登録前の公表値の取消し："+reason, func(q querier, c change) error {
		n, err := q.exec(ctx, "entered-figure-close", id, c.At, c.ID, reason)
		return found(n, err, op, "この公表値はないか、すでに取り消されています。一覧を確かめてください。")
	})
}
