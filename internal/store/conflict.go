package store

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
)

// Conflict is a cell that the file and somebody else changed to different values since
// the base, the moment whose registry the file was made from.
type Conflict struct {
	Place         int64 // of the row in the file
	Sheet         string
	Row           int
	ProcessID     registry.ProcessID
	ProcedureName string
	Field         string
	FiscalYear    int             // of a volume, else 0
	Base          string          // the value at the base
	Theirs        string          // the registry's value now
	Mine          string          // the file's value
	TheirsBy      registry.Change // that wrote the registry's value; its upload only where the caller sees it
	Answered      bool
	TakeMine      bool   // the answer: the file's value counts
	Actor         string // who answered
}

// Resolution is the answer to a conflict. Theirs is the registry's value that the person
// saw: the answer holds only as long as that is the value.
type Resolution struct {
	Place      int64
	Field      string
	FiscalYear int
	Theirs     string
	Mine       bool
}

// Resolve answers conflicts. It is a Conflict error where the registry's value is no
// longer the one that the person saw.
func (s *Store) Resolve(ctx context.Context, scope registry.Scope, id int64, resolutions []Resolution) error {
	const op = "store.Resolve"
	return s.answering(ctx, op, scope, id, true, func(q querier, c importTables) error {
		theirs := map[conflictKey]string{}
		for _, conflict := range c.Conflicts {
			theirs[conflict.key()] = conflict.Theirs
		}
		for _, r := range resolutions {
			key := conflictKey{r.Place, r.Field, r.FiscalYear}
			if now, ok := theirs[key]; !ok || now != r.Theirs {
				e := registry.Errorf(registry.Conflict, op, "登録内容がまた変わりました。画面を開き直して、今の値を確かめてから選んでください。")
				e.Field = "conflicts"
				return e
			}
			if _, err := q.exec(ctx, "conflict-answer", id, r.Place, r.Field, r.FiscalYear, r.Theirs, r.Mine, orNull(scope.AccountID),
				scope.Actor); err != nil {
				return err
			}
		}
		return q.event(ctx, scope, id, registry.EventDecided, "ほかの人も変えたところの判断")
	})
}

// conflictKey identifies a cell of an upload.
type conflictKey struct {
	place      int64
	field      string
	fiscalYear int
}

func (c Conflict) key() conflictKey { return conflictKey{c.Place, c.Field, c.FiscalYear} }

// findConflicts looks at the cells that others changed since base. A cell that the file
// left unchanged keeps the registry's value: it is returned, by row. A cell that the file
// changed to another value is a conflict, which is added to c.
func (q querier) findConflicts(ctx context.Context, id int64, base time.Time, c *importTables) ([]keptCells, error) {
	var rows []changedRow
	if err := q.list(ctx, &rows, "import-moved", id, base); err != nil || len(rows) == 0 {
		return nil, err
	}
	var answers []struct {
		Ordinal    int64
		Field      string
		FiscalYear int `db:"fiscal_year"`
		Theirs     string
		Mine       bool
		Actor      string
	}
	if err := q.list(ctx, &answers, "conflict-answers", id); err != nil {
		return nil, err
	}
	answered := map[conflictKey]int{}
	for i, a := range answers {
		answered[conflictKey{a.Ordinal, a.Field, a.FiscalYear}] = i
	}
	all := make([][]conflictCell, len(rows))
	for i, r := range rows {
		var err error
		if all[i], err = r.cells(); err != nil {
			return nil, registry.Failed("store.findConflicts", err)
		}
	}
	if err := q.ownChanges(ctx, id, all); err != nil {
		return nil, err
	}
	var yields []keptCells
	for i, r := range rows {
		y := keptCells{ordinal: r.Ordinal, name: r.TheirName}
		for _, cell := range all[i] {
			conflict := cell.Conflict
			switch i, ok := answered[conflict.key()]; {
			case conflict.Theirs == conflict.Base || conflict.Theirs == conflict.Mine:
				continue // nobody else changed it, or both to the same value
			case conflict.Mine == conflict.Base && !cell.ask:
				y.add(cell)
				continue
			case ok && answers[i].Theirs == conflict.Theirs:
				conflict.Answered, conflict.TakeMine, conflict.Actor = true, answers[i].Mine, answers[i].Actor
				if !conflict.TakeMine {
					y.add(cell)
				}
			}
			c.Conflicts = append(c.Conflicts, conflict)
		}
		if len(y.fields)+len(y.total)+len(y.online) > 0 {
			yields = append(yields, y)
		}
	}
	return yields, nil
}

// yearCell is the name of a volume's cell: "annual_volume.2020".
func yearCell(field string, year int) string { return field + "." + strconv.Itoa(year) }

// changedRow is a row whose process was changed after the base of the file.
type changedRow struct {
	Ordinal       int64
	Sheet         string
	Row           int    `db:"row_number"`
	ProcessID     int64  `db:"process_id"`
	ProcedureName string `db:"procedure_name"`
	TheirName     string `db:"their_name"`
	Base          []byte
	Theirs        []byte
	Mine          []byte
	Volumes       []byte
}

// conflictCell is a cell that may be a conflict, with its three values.
type conflictCell struct {
	Conflict
	place int64 // of a volume, among the row's volumes
	ask   bool  // the file has the base's value, and its sender may have meant to restore it
}

func (y *keptCells) add(c conflictCell) {
	switch c.Field {
	case "annual_volume":
		y.total, y.years = append(y.total, c.place), append(y.years, yearCell(c.Field, c.FiscalYear))
	case "online_volume":
		y.online, y.years = append(y.online, c.place), append(y.years, yearCell(c.Field, c.FiscalYear))
	default:
		y.fields = append(y.fields, c.Field)
	}
}

// cells lists the cells of the row that are not blank in the file.
func (r changedRow) cells() ([]conflictCell, error) {
	base, theirs, mine := map[string]any{}, map[string]any{}, map[string]any{}
	var volumes []struct {
		Place              int64
		FiscalYear         int `json:"fiscal_year"`
		Base, Theirs, Mine map[string]any
	}
	for _, from := range []struct {
		text []byte
		to   any
	}{{r.Base, &base}, {r.Theirs, &theirs}, {r.Mine, &mine}, {r.Volumes, &volumes}} {
		if err := decode(from.text, from.to); err != nil {
			return nil, err
		}
	}
	var cells []conflictCell
	add := func(field string, year int, place int64, base, theirs, mine string) {
		cells = append(
			cells,
			conflictCell{Conflict: Conflict{Place: r.Ordinal, Sheet: r.Sheet, Row: r.Row, ProcessID: registry.ProcessID(r.ProcessID),
				ProcedureName: r.ProcedureName, Field: field, FiscalYear: year, Base: base, Theirs: theirs, Mine: mine}, place: place},
		)
	}
	cleared, _ := mine["cleared"].([]any) // absent: none
	for _, field := range cleared {
		mine[cellText(field)] = nil
	}
	for _, field := range sheetFields {
		if value, ok := mine[field]; ok {
			add(field, 0, 0, cellText(base[field]), cellText(theirs[field]), cellText(value))
		}
	}
	for _, v := range volumes {
		for _, which := range volumeColumns {
			if !saysCount(v.Mine, which.column) {
				continue
			}
			add(
				which.field,
				v.FiscalYear,
				v.Place,
				countText(v.Base, which.column),
				countText(v.Theirs, which.column),
				countText(v.Mine, which.column),
			)
		}
	}
	return cells, nil
}

// decode reads what PostgreSQL wrote as JSON; null leaves to as it is.
func decode(text []byte, to any) error {
	if text == nil {
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber() // counts need all their digits
	return decoder.Decode(to)
}
