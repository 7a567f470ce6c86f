package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// StagedRow is one row of a file that waits to be confirmed. A field of the process that
// is blank in the sheet is empty and keeps what is recorded; the ID is 0 if the sheet has
// none.
type StagedRow struct {
	Sheet       string
	Row         int
	Normalised  []string // normalised values: "remarks", "annual_volume.2020"
	Titled      []string // normalised values that one title gives to several rows, with the title: "department.環境改善部"
	Process     registry.Process
	DigitizedOn string // YYYY-MM-DD; instead of the process's own
	Scope       string // in, out or empty; instead of the process's own
	Volumes     []registry.Volume
}

// BadID is a row whose ID is not the ID of a process of the row's bureau.
type BadID struct {
	Sheet     string
	Row       int    `db:"row_number"`
	ProcessID int64  `db:"process_id"`
	What      string // unknown, other_bureau or twice
	Bureau    int    `db:"bureau_id"` // whose process it is; 0: nobody's
}

// RowPlace is the place of a row in a file.
type RowPlace struct {
	Sheet string
	Row   int
}

// Verdict is the result of reading all rows of a file.
type Verdict struct {
	Report  []byte // the check report as JSON, without its records
	Summary string // of the result, for people
	State   registry.UploadState
	Faulty  []RowPlace // rows with an error, staged or not
	// RightOnly leaves the faulty rows out of a staged file.
	RightOnly  bool
	RightRows  bool  // a faulty file has right rows, which can be compared
	Normalised int   // cells with normalised values
	Stamp      Stamp // of the workbook
	// Look says that a person has to check the structure before the upload goes on.
	Look      bool
	Preview   []byte // the file's sheets as JSON
	Protected bool   // it has a password
	// Settle takes the rows that are as the registry has them, and returns the report without
	// what it says of their cells, with the number of normalised values that are left; nil: the
	// report stays. A list that the registry itself wrote says nothing of what nobody touched.
	Settle func(untouched []RowPlace) (report []byte, normalised int, err error)
	Memory []byte // the structure to remember for the bureau's next file, as JSON; nil: nothing new
}

// keepsRows reports whether the staged rows are kept: they wait to be registered, or are looked
// at before the others are mended.
func (v Verdict) keepsRows() bool {
	return v.State == registry.UploadStaged || v.State == registry.UploadFaulty && v.RightRows
}

// next is the state in which the reading leaves the upload.
func (v Verdict) next() registry.UploadState {
	if v.Look && v.State != registry.UploadUnreadable {
		return registry.UploadStructure
	}
	return v.State
}

// Stamp is the mark that the registry left in an exported workbook: which state of the
// registry the workbook shows. It comes from the file and need not be true. The zero
// Stamp means that the workbook has none.
type Stamp struct {
	Text      string    // as written in the workbook, the same in all its copies
	Base      time.Time // the last change that the workbook shows
	Shown     time.Time // the moment of the export, for people
	Remainder int64     // the upload whose faulty rows the workbook has; 0: none
}

// Stage writes an upload's rows to the staging table, in place of those of an earlier
// reading. fill passes each row to add, in the order of the file; judge then receives the
// rows with a wrong ID and how well the file fits, and returns the verdict. The rows of an
// upload that does not become [registry.UploadStaged] are kept only if some of them are right.
func (s *Store) Stage(ctx context.Context, scope registry.Scope, id int64,
	fill func(add func(*StagedRow) error) error, judge func([]BadID, Fit) (Verdict, error)) error {
	const op = "store.Stage"
	return s.transact(ctx, scope, nil, func(q querier) error {
		if err := q.mayDo(ctx, op, scope, id, registry.ActRead); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "reading-begin", id); err != nil {
			return err
		}
		u, err := q.lockFor(ctx, op, scope, id, registry.ActRead)
		if err != nil {
			return err
		}
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		if err := q.putAnswersBy(ctx, id); err != nil {
			return err
		}
		for _, step := range []string{"upload-clear", "comparison-clear", "match-clear", "conflict-clear"} {
			if _, err := q.exec(ctx, step, id); err != nil {
				return err // earlier answers belong to other rows
			}
		}
		content, err := q.copyRows(ctx, id, fill)
		if err != nil {
			return err
		}
		bad, err := q.badIDs(ctx, id)
		if err != nil {
			return err
		}
		var fit Fit
		if !scope.Alone() {
			if fit, err = q.fit(ctx, scope, id); err != nil {
				return err
			}
		}
		if err := q.list(ctx, &fit.Leaps, "import-leaps", id, leapTimes); err != nil {
			return err
		}
		v, err := judge(bad, fit)
		if err != nil {
			return err
		}
		if !slices.Contains(u.State.After(registry.ActRead), v.next()) {
			return registry.Failed(op, fmt.Errorf("reading does not lead from %s to %s", u.State, v.next()))
		}
		if err := q.recordVerdict(ctx, id, v, content); err != nil {
			return err
		}
		if err := q.event(ctx, scope, id, registry.EventRead, v.Summary); err != nil {
			return err
		}
		if v.keepsRows() && !scope.Alone() { // the operator's verb confirms at once and shows no page
			if err := q.compareStaged(ctx, scope, id, v); err != nil {
				return err
			}
		}
		if v.Memory == nil {
			return nil
		}
		return q.remember(ctx, scope, id, v.Memory)
	})
}

// compareStaged compares rows that have just been read with the registry, with what has been
// answered of them before.
func (q querier) compareStaged(ctx context.Context, scope registry.Scope, id int64, v Verdict) error {
	carried := false
	if v.State == registry.UploadStaged {
		var err error
		if carried, err = q.carryOver(ctx, scope, id); err != nil {
			return err
		}
	}
	if !carried {
		if err := q.renewComparison(ctx, id); err != nil {
			return err
		}
	}
	if v.Settle == nil {
		return nil
	}
	return q.settle(ctx, id, v)
}

// settle takes out of the report what it says of rows that are as the registry has them.
func (q querier) settle(ctx context.Context, id int64, v Verdict) error {
	var rows []struct {
		Sheet string
		Row   int `db:"row_number"`
	}
	if err := q.list(ctx, &rows, "comparison-untouched", id); err != nil || len(rows) == 0 {
		return err
	}
	places := make([]RowPlace, len(rows))
	for i, r := range rows {
		places[i] = RowPlace(r)
	}
	report, normalised, err := v.Settle(places)
	if err != nil || report == nil {
		return err
	}
	_, err = q.exec(ctx, "upload-settled", id, report, normalised)
	return err
}

// basis stores the base of a file: the moment whose registry the file was made from. It
// reads the first change and the log of exports, which belong to no bureau.
func (q querier) basis(ctx context.Context, id int64, stamp Stamp, content []byte) error {
	return q.whole(ctx, func(q querier) error {
		_, err := q.exec(ctx, "upload-basis", id, content, stamp.Text, since(stamp.Base), since(stamp.Shown), orNull(stamp.Remainder))
		return err
	})
}

// badIDs finds the rows with a wrong ID. It sees all bureaus, since an ID may be one of
// another bureau.
func (q querier) badIDs(ctx context.Context, id int64) (bad []BadID, err error) {
	err = q.whole(ctx, func(q querier) error { return q.list(ctx, &bad, "import-bad-ids", id) })
	return bad, err
}

// MayRead returns an upload whose file the scope may have read now, for the first time or
// again; otherwise the error says why not.
func (s *Store) MayRead(ctx context.Context, scope registry.Scope, id int64) (registry.Upload, error) {
	const op = "store.MayRead"
	u, err := s.Upload(ctx, scope, id)
	if err != nil {
		return u, err
	}
	if err := requireUpload(op, scope, u.BureauID); err != nil {
		return u, err
	}
	return u, u.State.Refusal(op, scope, registry.ActRead)
}

// recordVerdict stores the verdict on a file. For a faulty file it also counts what the
// rows without an error would have done.
func (q querier) recordVerdict(ctx context.Context, id int64, v Verdict, content []byte) error {
	if len(v.Faulty) > 0 {
		sheets, rows := make([]string, len(v.Faulty)), make([]int64, len(v.Faulty))
		for i, f := range v.Faulty {
			sheets[i], rows[i] = f.Sheet, int64(f.Row)
		}
		if _, err := q.exec(ctx, "import-faulty", id, pq.Array(sheets), pq.Array(rows)); err != nil {
			return err
		}
	}
	if err := q.basis(ctx, id, v.Stamp, content); err != nil {
		return err
	}
	var counts registry.UploadCounts
	if v.State == registry.UploadFaulty {
		c, err := q.fillImportTables(ctx, id)
		if err != nil {
			return err
		}
		counts = c.Counts
	}
	counts.Faulty = len(v.Faulty) // including rows that were not staged
	if !v.keepsRows() {
		if _, err := q.exec(ctx, "upload-clear", id); err != nil {
			return err
		}
	}
	if _, err := q.exec(ctx, "upload-staged", id, string(v.State), v.Report, counts.New, counts.Changed, counts.Unchanged, counts.Missing,
		counts.Faulty,
		content, v.RightOnly, v.Normalised, v.next() == registry.UploadStructure, v.Preview, v.Protected); err != nil {
		return err
	}
	_, err := q.exec(ctx, "upload-seal-rows", id)
	return err
}

// stagedColumns are the columns of staged_row in the order of line.
var stagedColumns = strings.Fields(`upload_id ordinal sheet row_number normalised titled process_id bureau_id
	department division procedure_name process_name process_type applicant recipient legal_basis legal_article
	affair_category digitization_status planned_fiscal_year digitized_on obstacle national_law_change law_to_change
	ministry scope platform identity_method fee payment_methods attachments seal_required standard_processing_period
	remarks volume_year total total_upper total_qualifier total_state total_raw online online_upper online_qualifier
	online_state online_raw search_text identity_key`)

// copyRows streams the rows that fill adds into the staging table, and returns the digest
// of their content.
func (q querier) copyRows(ctx context.Context, id int64, fill func(add func(*StagedRow) error) error) ([]byte, error) {
	const op = "store.copyRows"
	table, columns := "staged_row", strings.Join(stagedColumns, ", ")
	if q.restricted() { // the server copies into no table whose rows it must check
		table = "staged_copy"
		if _, err := q.ext.ExecContext(ctx,
			"create temporary table staged_copy on commit drop as select "+columns+" from staged_row with no data"); err != nil {
			return nil, mapError(op, err)
		}
	}
	copying, err := q.ext.(*sqlx.Tx).PrepareContext(ctx, "copy "+table+" ("+columns+") from stdin")
	if err != nil {
		return nil, mapError(op, err)
	}
	content := newContentHash()
	ordinal := 0
	values := make([]any, 0, len(stagedColumns))
	err = fill(func(r *StagedRow) error {
		ordinal++
		values = r.line(values[:0], id, ordinal)
		content.add(values)
		_, err := copying.ExecContext(ctx, values...)
		return mapError(op, err)
	})
	if err != nil {
		_ = copying.Close() // the transaction is rolled back
		return nil, err
	}
	if _, err := copying.ExecContext(ctx); err != nil {
		return nil, mapError(op, err)
	}
	if err := copying.Close(); err != nil {
		return nil, mapError(op, err)
	}
	if table != "staged_row" {
		if _, err := q.ext.ExecContext(ctx, "insert into staged_row ("+columns+") select "+columns+" from "+table); err != nil {
			return nil, mapError(op, err)
		}
	}
	return content.sum(), nil
}

// line appends the row's values in the order of stagedColumns, as COPY accepts them.
func (r *StagedRow) line(to []any, id int64, ordinal int) []any {
	p := &r.Process
	key, search := p.Identity().Keys()
	blank := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	number := func(n int64) any {
		if n == 0 {
			return nil
		}
		return n
	}
	list := func(items []string) any {
		if len(items) == 0 {
			return nil
		}
		return textArray(items)
	}
	to = append(to, id, int64(ordinal), r.Sheet, int64(r.Row), list(r.Normalised), list(r.Titled), number(int64(p.ID)), int64(p.BureauID),
		blank(p.Department), blank(p.Division), p.ProcedureName, blank(p.ProcessName), blank(p.ProcessType),
		blank(p.Applicant), blank(p.Recipient), blank(p.LegalBasis), blank(p.LegalArticle),
		blank(p.AffairCategory), blank(string(p.Status)), number(int64(p.PlannedFiscalYear)), blank(r.DigitizedOn),
		list(p.Obstacle), blank(string(p.NationalLawChange)), blank(p.LawToChange),
		blank(p.Ministry), blank(r.Scope), blank(p.Platform), blank(p.IdentityMethod), blank(p.Fee),
		list(p.PaymentMethods), list(p.Attachments), blank(p.SealRequired), blank(p.StandardProcessingPeriod),
		blank(p.Remarks))
	to = appendVolumes(to, r.Volumes)
	return append(to, search, `\x`+hex.EncodeToString(key[:]))
}

// appendVolumes appends the eleven lists of the volume columns.
func appendVolumes(to []any, volumes []registry.Volume) []any {
	var b strings.Builder
	each := func(write func(registry.Volume)) {
		b.Reset()
		b.WriteByte('{')
		for i, v := range volumes {
			if i > 0 {
				b.WriteByte(',')
			}
			write(v)
		}
		b.WriteByte('}')
		to = append(to, b.String())
	}
	number := func(n *int64) {
		if n == nil {
			b.WriteString("null")
		} else {
			b.WriteString(strconv.FormatInt(*n, 10))
		}
	}
	word := func(w string) {
		if w == "" {
			w = "null"
		}
		b.WriteString(w)
	}
	each(func(v registry.Volume) { b.WriteString(strconv.Itoa(v.FiscalYear)) })
	for _, count := range []func(registry.Volume) registry.Count{
		func(v registry.Volume) registry.Count { return v.Total },
		func(v registry.Volume) registry.Count { return v.Online },
	} {
		each(func(v registry.Volume) { number(count(v).Value) })
		each(func(v registry.Volume) { number(count(v).Upper) })
		each(func(v registry.Volume) { word(string(count(v).Qualifier)) })
		each(func(v registry.Volume) { word(string(count(v).State)) })
		each(func(v registry.Volume) { quoteItem(&b, count(v).Raw) })
	}
	return to
}

func textArray(items []string) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, item := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		quoteItem(&b, item)
	}
	b.WriteByte('}')
	return b.String()
}

// quoteItem writes one item of an array as PostgreSQL reads it.
func quoteItem(b *strings.Builder, item string) {
	b.WriteByte('"')
	for i := range len(item) {
		if item[i] == '"' || item[i] == '\\' {
			b.WriteByte('\\')
		}
		b.WriteByte(item[i])
	}
	b.WriteByte('"')
}

// importSettings lifts the time limits of requests until the transaction ends.
func (q querier) importSettings(ctx context.Context) error {
	_, err := q.exec(ctx, "import-settings")
	return err
}
