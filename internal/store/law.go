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
			names   []lawNameRow
			blocked []struct {
				blockedColumns
				law.Count
			}
		)
		in.Standing = registry.Standing{AsOf: m.shown, Threshold: threshold}
		err = q.together(ctx, askTallies(&in.Standing.Tallies, of, m, threshold.Volume, sql.NullTime{}),
			ask{dest: &names, name: "law-names", args: []any{m.asked}},
			ask{dest: &blocked, name: "blocked-by-law", args: []any{m.asked, of.bureau, threshold.Volume, of.members}})
		if err != nil {
			return err
		}
		in.Names, err = q.namesSet(ctx, names)
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
	ask LawsQuestion,
	by law.By,
	subject law.Subject,
	after registry.ProcessID,
	size registry.Paging,
) (page BlockedPage, err error) {
	bureau, err := bureauAsked("store.BlockedBy", scope, ask.Bureau)
	if err != nil {
		return page, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		m, err := q.moment(ctx, ask.AsOf)
		if err != nil {
			return err
		}
		page.AsOf = m.shown
		of, err := q.extent(ctx, bureau, ask.Group)
		if err != nil {
			return err
		}
		names, err := q.lawNames(ctx, m)
		if err != nil {
			return err
		}
		var rows []struct {
			ProcessID registry.ProcessID `db:"process_id"`
			blockedColumns
			VolumeTotal sql.NullInt64 `db:"volume_total"`
		}
		if err := q.list(ctx, &rows, "blocked-processes", m.asked, of.bureau, of.members); err != nil {
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
		called, err := q.processNames(ctx, m, ids)
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

func (q querier) lawNames(ctx context.Context, m moment) (*law.Names, error) {
	var rows []lawNameRow
	err := q.list(ctx, &rows, "law-names", m.asked)
	if err != nil {
		return nil, err
	}
	return q.namesSet(ctx, rows)
}

func namesFrom(rows []lawNameRow) *law.Names {
	written := make([]string, len(rows))
	for i, r := range rows {
		written[i] = r.LegalBasis
	}
	return law.NewNames(written)
}
