package store

import (
	"context"
	"database/sql"
	"sort"
	"time"

	"tetsuzuki/internal/law"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// LawsQuestion is as of when (zero: now) and of which bureau laws are ranked; 0 is every bureau
// that the scope reaches.
type LawsQuestion struct {
	AsOf   time.Time
	Bureau int
	Group  int // the number of one; 0: all processes
}

// blockedColumns are what is written of the law that a process waits for.
type blockedColumns struct {
	LegalBasis   string `db:"legal_basis"`
	LegalArticle string `db:"legal_article"`
	LawToChange  string `db:"law_to_change"`
	Ministry     string
}

func (c blockedColumns) of(count law.Count) law.Blocked {
	return law.Blocked{LegalBasis: c.LegalBasis, LegalArticle: c.LegalArticle, LawToChange: c.LawToChange, Ministry: c.Ministry, Count: count}
}

// Laws reads what a ranking of laws is computed from.
func (s *Store) Laws(ctx context.Context, scope registry.Scope, asked LawsQuestion) (in progress.LawsInput, err error) {
	bureau, err := bureauAsked("store.Laws", scope, asked.Bureau)
	if err != nil {
		return in, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		m, err := q.moment(ctx, asked.AsOf)
		if err != nil {
			return err
		}
		of, err := q.extent(ctx, bureau, asked.Group)
		if err != nil {
			return err
		}
		in.Bureau, in.Group = of.bureauName, of.groupName
		threshold, err := q.threshold(ctx, m)
		if err != nil {
			return err
		}
		var (
			blocked []struct {
				blockedColumns
				law.Count
			}
		)
		in.Standing = registry.Standing{AsOf: m.shown, Threshold: threshold}
		names := q.askLawNames(&in.Names, m)
		err = q.lastly(ctx, append(names, askTallies(&in.Standing.Tallies, of, m, threshold.Volume, sql.NullTime{}),
			ask{dest: &blocked, name: "blocked-by-law", args: []any{m.asked, of.bureau, threshold.Volume, of.members}})...)
		for _, r := range blocked {
			in.Blocked = append(in.Blocked, r.of(r.Count))
		}
		return err
	})
	return in, err
}

// BlockedPage is one page of the processes that wait for a law, by ID.
type BlockedPage struct {
	AsOf      time.Time
	Total     int
	Processes []BlockedProcess
	Next      *registry.ProcessID // nil: this is the last page
}

// BlockedProcess is a process that needs a change of national law.
type BlockedProcess struct {
	ID                         registry.ProcessID
	ProcedureName, ProcessName string
	Bureau                     string
	Law                        law.Blocked
	Volume                     *int64 // cases a year; nil: unknown
}

// BlockedBy reads the processes that wait for a subject, alone or with others, after an ID. The
// zero subject has those of which no subject could be read.
func (s *Store) BlockedBy(
	ctx context.Context,
	scope registry.Scope,
	asked LawsQuestion,
	by law.By,
	subject law.Subject,
	after registry.ProcessID,
	size registry.Paging,
) (page BlockedPage, err error) {
	bureau, err := bureauAsked("store.BlockedBy", scope, asked.Bureau)
	if err != nil {
		return page, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		m, err := q.moment(ctx, asked.AsOf)
		if err != nil {
			return err
		}
		page.AsOf = m.shown
		of, err := q.extent(ctx, bureau, asked.Group)
		if err != nil {
			return err
		}
		var (
			names *law.Names
			rows  []struct {
				ProcessID registry.ProcessID `db:"process_id"`
				blockedColumns
				VolumeTotal sql.NullInt64 `db:"volume_total"`
			}
		)
		blocked := ask{dest: &rows, name: "blocked-processes", args: []any{m.asked, of.bureau, of.members}}
		if err := q.together(ctx, append(q.askLawNames(&names, m), blocked)...); err != nil {
			return err
		}
		var picked []BlockedProcess
		for _, r := range rows {
			b := r.of(law.Count{Processes: 1})
			if !law.WaitsFor(by, b, names, subject) {
				continue
			}
			p := BlockedProcess{ID: r.ProcessID, Law: b}
			if r.VolumeTotal.Valid {
				p.Volume = &r.VolumeTotal.Int64
			}
			picked = append(picked, p)
		}
		page.Total = len(picked)
		rest := picked[sort.Search(len(picked), func(i int) bool { return picked[i].ID > after }):]
		page.Processes, page.Next = registry.PageOf(size, rest, func(p BlockedProcess) registry.ProcessID { return p.ID })
		ids := make([]int64, len(page.Processes))
		for i, p := range page.Processes {
			ids[i] = int64(p.ID)
		}
		var called map[registry.ProcessID]processNames
		err = q.lastly(ctx, askProcessNames(&called, m, ids))
		for i := range page.Processes {
			p := &page.Processes[i]
			n := called[p.ID]
			p.ProcedureName, p.ProcessName, p.Bureau = n.ProcedureName, n.ProcessName, n.Bureau
		}
		return err
	})
	return page, err
}

// lawNameRow is what one law is called somewhere.
type lawNameRow struct {
	LegalBasis string `db:"legal_basis"`
}

// askLawNames asks for the names of laws that are written somewhere, with what people set of them.
func (q querier) askLawNames(to **law.Names, m moment) []ask {
	var (
		rows []lawNameRow
		set  []registry.LawSettingVersion
	)
	asked, _ := askOnce(q, lawSettingsAsked, &set, func() ([]ask, error) { return []ask{askLawSettings(&set)}, nil })
	return append(asked, ask{dest: &rows, name: "law-names", args: []any{m.asked}, read: func() error {
		*to = namesFrom(rows)
		for _, l := range set {
			switch {
			case !l.Current():
			case l.Kind == registry.LawAlias:
				(*to).Mean(l.Written, l.Value)
			default:
				(*to).InCharge(l.Written, l.Value)
			}
		}
		return nil
	}})
}

func namesFrom(rows []lawNameRow) *law.Names {
	written := make([]string, len(rows))
	for i, r := range rows {
		written[i] = r.LegalBasis
	}
	return law.NewNames(written)
}
