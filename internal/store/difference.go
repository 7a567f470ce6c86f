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

// RowKind says what a row of a staged upload does to the registry.
type RowKind string

// The kinds. A missing process is one that the file does not name, of a bureau that the
// file has rows of; it is listed, and never deleted.
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

// CellDifference is one cell whose value differs. Codes and days are given as they are
// stored; several values are separated by "; ".
type CellDifference struct {
	Field      string
	FiscalYear int // of a volume, else 0
	Old, New   string
}

// answering fills the import tables of an upload and runs fn, which stores answers to
// its questions. renew says that the answers change the comparison, which is then made
// anew.
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
	Kind  RowKind // empty: the first of new, changed, missing, unchanged that has rows
	Text  string  // words, all of them in one of the names and the law; empty: any
	Field string  // only changed rows that change it; empty: any
	// Concern chooses new or changed rows that are worth a look for it; empty: any.
	Concern registry.Concern
	After   int64 // the Place of the last row of the page before; 0: from the first
	Limit   int
}

// DifferenceRows lists rows of one kind: of a staged upload against the registry now, of
// a registered one as it was written.
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

// addRows adds a page of rows of the kind that is asked for.
func (q querier) addRows(ctx context.Context, id int64, f RowFilter, to *Comparison) (err error) {
	if f.Kind == "" {
		f.Kind = firstKind(to.Counts)
	}
	to.Kind = f.Kind
	kept, err := q.keptEffect(ctx, id)
	if err != nil {
		return err
	}
	to.Concerns = kept.Concerns
	if f.Kind != RowNew && f.Kind != RowChanged {
		f.Concern = ""
	}
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

// firstKind is the first kind that has rows.
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
	err = q.list(ctx, &rows, "comparison-rows", id, string(f.Kind), f.After, f.Limit, registry.SearchPattern(f.Text), f.Field,
		string(f.Concern))
	if err != nil {
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

// clears returns, by sheet, the fields whose blank cells clear what is recorded.
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

// cellDifferences compares a recorded row (null for a new process) with a row of the
// sheet. A field that is blank in the sheet is absent from new; it keeps what is recorded,
// unless it is one of clears. The cells named by stays keep what is recorded, too.
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

// cleared is the value of a field that was cleared.
func cleared(field string) any {
	if field == "national_law_change" {
		return string(registry.LawChangeUnknown)
	}
	return nil
}

// volumeColumns are the two counts of a volume: the column and the field of each.
var volumeColumns = []struct{ column, field string }{{"total", "annual_volume"}, {"online", "online_volume"}}

// saysCount reports whether a row of a file has a count; a blank cell has none, and keeps
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

// countText writes one count of a volume as sheets write it.
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
