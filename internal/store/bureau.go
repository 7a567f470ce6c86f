package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Bureaus lists every past, current and future bureau in the order of pages.
func (s *Store) Bureaus(ctx context.Context) ([]registry.Bureau, error) {
	all, err := Remember(ctx, s, registry.Scope{}, Question{Name: "bureaus", Set: true}, s.common.readBureaus)
	return slices.Clone(all), err
}

// bureaus lists them as of the transaction. They must not be altered.
func (q querier) bureaus(ctx context.Context) ([]registry.Bureau, error) {
	return recall(q, Question{Name: "bureaus", Set: true}, func() ([]registry.Bureau, error) { return q.readBureaus(ctx) })
}

func (q querier) readBureaus(ctx context.Context) (all []registry.Bureau, err error) {
	err = q.together(ctx, askBureaus(&all, "bureaus"))
	return all, err
}

// askBureausAt asks for them as known at a moment, each by the name that it bore on that day.
func (q querier) askBureausAt(to *[]registry.Bureau, m moment) []ask {
	asked, _ := askOnce(q, m.settings("bureaus-at", m.day()), to, func() ([]ask, error) {
		return []ask{askBureaus(to, "bureaus-at", m.day(), m.shown)}, nil
	})
	return asked
}

func askBureaus(to *[]registry.Bureau, query string, args ...any) ask {
	var rows []struct {
		ID         int
		Code       string
		Name       string
		Position   int
		External   bool
		ValidFrom  sql.NullTime `db:"valid_from"`
		ValidTo    sql.NullTime `db:"valid_to"`
		Successors pq.Int64Array
		Former     pq.StringArray
	}
	return ask{dest: &rows, name: query, args: args, read: func() error {
		bureaus := make([]registry.Bureau, len(rows))
		for i, r := range rows {
			b := registry.Bureau{ID: r.ID, Code: r.Code, Name: r.Name, Position: r.Position,
				ValidFrom: dayOrZero(r.ValidFrom), ValidTo: dayOrZero(r.ValidTo), External: r.External, Former: r.Former}
			for _, id := range r.Successors {
				b.Successors = append(b.Successors, int(id))
			}
			bureaus[i] = b
		}
		*to = bureaus
		return nil
	}}
}

// dayOrZero is a day in Tokyo; zero for none.
func dayOrZero(d sql.NullTime) time.Time {
	if !d.Valid {
		return time.Time{}
	}
	return inTokyo(d.Time)
}

// Bureau finds a bureau by its name or code.
func (s *Store) Bureau(ctx context.Context, nameOrCode string) (registry.Bureau, error) {
	bureaus, err := s.Bureaus(ctx)
	if err != nil {
		return registry.Bureau{}, err
	}
	return registry.BureauNamed(bureaus, "bureau", nameOrCode)
}
