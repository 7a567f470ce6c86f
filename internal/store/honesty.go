package store

import (
	"context"
	"time"

	"tetsuzuki/internal/registry"
)

// Weakness is a reason for which the figures are less sure than they look.
type Weakness string

// The weaknesses of processes that count.
const (
	WeakUnknown     Weakness = "unknown_volume"
	WeakInexact     Weakness = "inexact_volume"
	WeakUnconfirmed Weakness = "unconfirmed"
	WeakJumped      Weakness = "jumped_volume"
)

// Weaknesses lists them in the order of pages.
var Weaknesses = []Weakness{WeakUnknown, WeakInexact, WeakUnconfirmed, WeakJumped}

// Label is what the weakness is called.
func (w Weakness) Label() string {
	return map[Weakness]string{WeakUnknown: "件数が不明", WeakInexact: "件数が正確でない", WeakUnconfirmed: "1年のあいだ確かめられていない",
		WeakJumped: "件数が前の年度の10倍以上"}[w]
}

// Rule says which processes have it.
func (w Weakness) Rule() string {
	return map[Weakness]string{
		WeakUnknown:     "年間件数が分からない手続。0件とみなさず、件数の率から除いています。",
		WeakInexact:     "件数が概数、以上、未満、範囲などの手続。書かれた数で数えています。",
		WeakUnconfirmed: "この1年のあいだ、書き換えがなく、局全体の棚卸でも登録されていない手続。",
		WeakJumped:      "判定に使う年度の件数が、その前の年度の10倍以上の手続（前が0件のときを除く）。",
	}[w]
}

// List is the list of the processes that count and have the weakness.
func (w Weakness) List(asOf time.Time) ProcessFilter {
	f := ProcessFilter{AsOf: asOf, Scope: ScopeCounted}
	switch w {
	case WeakUnknown:
		f.Volume = Unknown
	case WeakInexact:
		f.Doubt = DoubtInexact
	case WeakUnconfirmed:
		f.Doubt = DoubtUnconfirmed
	case WeakJumped:
		f.Doubt = DoubtJumped
	}
	return f
}

// Honesty is how sure the figures are.
type Honesty struct {
	AsOf    time.Time
	InScope int64
	Counts  map[Weakness]int64
	Round   registry.Round    // the one that is open, or was last; no ID: there was none
	Asked   int               // how many bureaus it asks
	Missing []registry.Bureau // those that have not handed in
}

// Honesty counts over the processes that the scope reaches. What bureaus have handed in is what
// of it was there by then, and stands today.
func (s *Store) Honesty(ctx context.Context, scope registry.Scope, asOf time.Time) (Honesty, error) {
	h := Honesty{Counts: map[Weakness]int64{}}
	err := s.reading(ctx, scope, func(q querier) error {
		m, err := q.moment(ctx, asOf)
		if err != nil {
			return err
		}
		h.AsOf = m.shown
		asked, err := q.askTotal(ctx, &h.InScope, scope, ProcessFilter{AsOf: asOf, Scope: ScopeCounted})
		if err != nil {
			return err
		}
		counts := make([]int64, len(Weaknesses))
		for i, w := range Weaknesses {
			more, err := q.askTotal(ctx, &counts[i], scope, w.List(asOf))
			if err != nil {
				return err
			}
			asked = append(asked, more...)
		}
		err = q.lastly(ctx, asked...)
		for i, w := range Weaknesses {
			h.Counts[w] = counts[i]
		}
		return err
	})
	if err != nil {
		return h, err
	}
	return h, s.missing(ctx, scope, &h)
}

// missing finds the bureaus that have not handed in for the last round that has begun.
func (s *Store) missing(ctx context.Context, scope registry.Scope, h *Honesty) error {
	board, err := s.boardAt(ctx, scope, h.AsOf)
	if err != nil || board.Round.ID == 0 {
		return err
	}
	h.Round = board.Round
	bureaus, err := s.Bureaus(ctx)
	if err != nil {
		return err
	}
	missing := map[int]bool{}
	for _, row := range board.Rows {
		if row.Asked {
			h.Asked++
		}
		missing[row.BureauID] = row.Missing()
	}
	for _, b := range bureaus {
		if missing[b.ID] {
			h.Missing = append(h.Missing, b)
		}
	}
	return nil
}
