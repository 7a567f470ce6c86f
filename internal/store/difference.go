package store

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// RowKind is what a row of a staged upload would do.
type RowKind string

// The kinds. A missing process is one of the file's bureaus that the file does not
// name; it is listed and never deleted.
const (
	RowNew       RowKind = "new"
	RowChanged   RowKind = "changed"
	RowUnchanged RowKind = "unchanged"
	RowMissing   RowKind = "missing"
)

// RowDifference is one row of a file against the registry.
type RowDifference struct {
	Kind          RowKind
	Sheet         string // empty for a missing process
	Row           int
	ProcessID     registry.ProcessID // 0 for a new process
	BureauID      int
	ProcedureName string
	Cells         []CellDifference // of a new or changed row
	Place         int64            // for the next page's after
}

// CellDifference is one cell whose value differs. Codes and days stand as they are
// stored, several of them separated by "; ".
type CellDifference struct {
	Field      string
	FiscalYear int // of a volume, else 0
	Old, New   string
}

// answering runs fn over the comparison of an upload with the registry, to keep the
// answers to its questions. renew says that these change what the comparison finds.
func (s *Store) answering(
	ctx context.Context,
	op string,
	scope registry.Scope,
	id int64,
	renew bool,
	fn func(querier, importTables) error,
) error {
	return s.transact(ctx, scope, nil, func(q querier) error {
		if _, err := q.lockFor(ctx, op, scope, id, registry.ActAnswer); err != nil {
			return err
		}
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		c, err := q.fillImportTables(ctx, id)
		if err != nil {
			return err
		}
		if err := fn(q, c); err != nil {
			return err
		}
		if err := q.restoreStaged(ctx, id, c); err != nil || !renew {
			return err
		}
		return q.renewComparison(ctx, id)
	})
}

func notStaged(op string) error {
	return registry.Errorf(registry.Conflict, op, "この取込には、登録前の差分がありません。")
}

// RowFilter chooses rows of a difference.
type RowFilter struct {
	Kind  RowKind // empty: the first that has any, of new, changed, missing, unchanged
	Text  string  // in the names or the law, however written; empty: any
	Field string  // of changed rows only those that change it; empty: any
	After int64   // the Place of the last row of the page before; 0: from the first
	Limit int
}

// DifferenceRows lists rows of one kind of a staged upload, as they are against the
// registry now; of a registered one, what it has written.
func (s *Store) DifferenceRows(ctx context.Context, scope registry.Scope, id int64, f RowFilter) ([]RowDifference, error) {
	u, err := s.Upload(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	if u.State.Ended() {
		return s.registeredRows(ctx, scope, u, f)
	}
	c, err := s.Comparison(ctx, scope, id, ComparisonQuery{Rows: &f})
	return c.Rows, err
}

// FieldCount is how many rows of an upload change a field.
type FieldCount struct {
	Field string
	Rows  int
}

// addRows adds rows of the kind that is asked for.
func (q querier) addRows(ctx context.Context, id int64, f RowFilter, to *Comparison) (err error) {
	if f.Kind == "" {
		f.Kind = firstKind(to.Counts)
	}
	to.Kind = f.Kind
	if f.Kind == RowMissing {
		to.Rows, err = q.missingRows(ctx, id, f)
		return err
	}
	if f.Kind != RowChanged {
		f.Field = ""
	} else if err := q.list(ctx, &to.Fields, "comparison-fields", id); err != nil {
		return err
	}
	to.Rows, err = q.differenceRows(ctx, id, f)
	return err
}

// firstKind is the first kind of rows that there are.
func firstKind(n registry.UploadCounts) RowKind {
	switch {
	case n.New > 0:
		return RowNew
	case n.Changed > 0:
		return RowChanged
	case n.Missing > 0:
		return RowMissing
	case n.Unchanged > 0:
		return RowUnchanged
	}
	return RowNew
}

func (q querier) missingRows(ctx context.Context, id int64, f RowFilter) ([]RowDifference, error) {
	rows, err := q.missingOf(ctx, "comparison-missing", id, MissingFilter{After: registry.ProcessID(f.After), Text: f.Text, Limit: f.Limit})
	if err != nil {
		return nil, err
	}
	out := make([]RowDifference, len(rows))
	for i, r := range rows {
		out[i] = RowDifference{Kind: RowMissing, ProcessID: r.ProcessID, BureauID: r.BureauID,
			ProcedureName: r.ProcedureName, Place: int64(r.ProcessID)}
	}
	return out, nil
}

func (q querier) differenceRows(ctx context.Context, id int64, f RowFilter) ([]RowDifference, error) {
	var rows []struct {
		Ordinal       int64
		Sheet         string
		Row           int    `db:"row_number"`
		ProcessID     int64  `db:"process_id"`
		BureauID      int    `db:"bureau_id"`
		ProcedureName string `db:"procedure_name"`
		Stays         pq.StringArray
		Old, New      []byte
		Volumes       []byte
	}
	clears, err := q.clears(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := q.list(ctx, &rows, "comparison-rows", id, string(f.Kind), f.After, f.Limit, registry.SearchKey(f.Text), f.Field); err != nil {
		return nil, err
	}
	out := make([]RowDifference, len(rows))
	for i, r := range rows {
		cells, err := cellDifferences(r.Old, r.New, r.Volumes, clears[r.Sheet], r.Stays)
		if err != nil {
			return nil, registry.Failed("store.DifferenceRows", err)
		}
		out[i] = RowDifference{Kind: f.Kind, Sheet: r.Sheet, Row: r.Row, ProcessID: registry.ProcessID(r.ProcessID),
			BureauID: r.BureauID, ProcedureName: r.ProcedureName, Cells: cells, Place: r.Ordinal}
	}
	return out, nil
}

// sheetFields are the columns that a sheet can change, in the order of pages.
var sheetFields = func() []string {
	from := slices.Index(stagedColumns, "department")
	to := slices.Index(stagedColumns, "remarks")
	return stagedColumns[from : to+1]
}()

// clears are the fields whose blank cells clear what is recorded, by sheet.
func (q querier) clears(ctx context.Context, id int64) (map[string][]string, error) {
	var rows []struct {
		Sheet  string
		Fields pq.StringArray
	}
	if err := q.list(ctx, &rows, "comparison-clears", id); err != nil {
		return nil, err
	}
	clears := map[string][]string{}
	for _, r := range rows {
		clears[r.Sheet] = r.Fields
	}
	return clears, nil
}

// cellDifferences compares a row as it is recorded (null: new) with what the sheet
// says. A field that the sheet leaves blank is absent there, and keeps what is recorded
// unless it is one of clears; so do the cells that stay as others have made them.
func cellDifferences(old, new, volumes []byte, clears, stays []string) ([]CellDifference, error) {
	was, says := map[string]any{}, map[string]any{}
	var years []struct {
		FiscalYear int `json:"fiscal_year"`
		Old, New   map[string]any
	}
	if old == nil {
		old = []byte("{}")
	}
	if volumes == nil {
		volumes = []byte("[]")
	}
	for text, to := range map[*[]byte]any{&old: &was, &new: &says, &volumes: &years} {
		decoder := json.NewDecoder(strings.NewReader(string(*text)))
		decoder.UseNumber() // counts need all their digits
		if err := decoder.Decode(to); err != nil {
			return nil, err
		}
	}
	var cells []CellDifference
	add := func(field string, year int, old, new string) {
		if old != new {
			cells = append(cells, CellDifference{field, year, old, new})
		}
	}
	for _, field := range clears {
		if _, said := says[field]; !said {
			says[field] = cleared(field)
		}
	}
	for _, field := range sheetFields {
		if value, ok := says[field]; ok && !slices.Contains(stays, field) {
			add(field, 0, cellText(was[field]), cellText(value))
		}
	}
	for _, y := range years {
		for _, which := range volumeColumns {
			if says := saysCount(y.New, which.column); says && !slices.Contains(stays, yearCell(which.field, y.FiscalYear)) {
				add(which.field, y.FiscalYear, countText(y.Old, which.column), countText(y.New, which.column))
			}
		}
	}
	return cells, nil
}

// cleared is what a field holds that was cleared.
func cleared(field string) any {
	if field == "national_law_change" {
		return string(registry.LawChangeUnknown)
	}
	return nil
}

// volumeColumns are the counts of a volume, by their columns and as fields.
var volumeColumns = []struct{ column, field string }{{"total", "annual_volume"}, {"online", "online_volume"}}

// saysCount reports whether a row of a file says something of a count: a blank cell keeps
// what is recorded.
func saysCount(volume map[string]any, which string) bool {
	state := registry.State(cellText(volume[which+"_state"]))
	return state != "" && (state != registry.NotProvided || cellText(volume[which+"_raw"]) != "")
}

func cellText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = cellText(item)
		}
		return strings.Join(items, "; ")
	}
	return ""
}

// countText writes one count of a volume row as the sheets do.
func countText(volume map[string]any, which string) string {
	number := func(column string) *int64 {
		n, err := strconv.ParseInt(cellText(volume[column]), 10, 64)
		if err != nil {
			return nil
		}
		return &n
	}
	return registry.Count{Value: number(which), Upper: number(which + "_upper"),
		Qualifier: registry.Qualifier(cellText(volume[which+"_qualifier"])),
		State:     registry.State(cellText(volume[which+"_state"]))}.Written()
}
