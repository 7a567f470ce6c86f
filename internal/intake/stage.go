package intake

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/structure"
	"tetsuzuki/import/value"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/spool"
	"tetsuzuki/internal/store"
)

// Stage reads a received upload, stores its rows, and compares them with the registry. It can
// be called again after a crash, or to read the file anew before it is confirmed.
func (in *Intake) Stage(ctx context.Context, scope registry.Scope, id int64, password string) (Result, error) {
	return in.stageAndCount(ctx, scope, Reading{Upload: id}, password)
}

// StageRight reads an upload for its right rows only: rows with an error are left out, and
// their processes stay as they are. A file with an error that belongs to no row, or without
// any right row, stays faulty.
func (in *Intake) StageRight(ctx context.Context, scope registry.Scope, id int64, password string) (Result, error) {
	return in.stageAndCount(ctx, scope, Reading{Upload: id, RightOnly: true}, password)
}

func (in *Intake) stageAndCount(ctx context.Context, scope registry.Scope, what Reading, password string) (Result, error) {
	r, err := in.stage(ctx, scope, what, password, unheard)
	if err == nil && r.Upload.State == registry.UploadStaged {
		r.Upload.Counts, err = in.Difference(ctx, scope, what.Upload)
	}
	return r, err
}

func (in *Intake) stage(ctx context.Context, scope registry.Scope, what Reading, password string, tell Tell) (Result, error) {
	const op = "intake.Stage"
	id := what.Upload
	u, err := in.store.Upload(ctx, scope, id)
	if err != nil {
		return Result{}, err
	}
	bureaus, err := in.store.Bureaus(ctx)
	if err != nil {
		return Result{}, err
	}
	select {
	case in.reading <- struct{}{}:
		defer func() { <-in.reading }()
	case <-ctx.Done():
		return Result{}, &registry.Error{Code: registry.Unavailable, Op: op, Message: "処理が途中で止められました。", Err: ctx.Err()}
	}
	file, err := spool.New()
	if err != nil {
		return Result{}, registry.Failed(op, err)
	}
	defer file.Close()
	if err := in.store.UploadFile(ctx, scope, id, file); err != nil {
		return Result{}, err
	}
	tell(0, 0, "ファイルを調べています")
	s := newStaging(u, bureaus)
	s.rightOnly, s.seesAll, s.tell, s.checkStructure = what.RightOnly, scope.AllBureaus(), tell, !scope.Alone()
	if err := in.loadMappings(ctx, scope, s); err != nil {
		return Result{}, err
	}
	src := importer.Source{Name: u.FileName, Data: file, Size: u.Bytes}
	if s.checkStructure {
		if err := in.carryCorrections(ctx, scope, s, src, password); err != nil {
			return Result{}, err
		}
	}
	corrected, err := in.store.Corrections(ctx, scope, id)
	if err != nil {
		return Result{}, err
	}
	opt, err := in.readingOptions(ctx, s, password)
	if err != nil {
		return Result{}, err
	}
	opt.Corrections = corrections(corrected)
	opt.Progress = func(done, total int) { tell(int64(done), int64(total), "行を読み取っています") }
	read := func(ctx context.Context, sink func(importer.Record) error) (*importer.Report, error) {
		return importer.Read(ctx, src, opt, sink)
	}
	fill := func(add func(*store.StagedRow) error) error { return s.fill(ctx, read, add) }
	if err := in.store.Stage(ctx, scope, id, fill, s.judge); err != nil {
		return Result{}, err
	}
	u, err = in.store.Upload(ctx, scope, id)
	return Result{Upload: u, Report: s.report}, err
}

// staging is one reading of one upload.
type staging struct {
	upload     registry.Upload
	names      []string
	bureaus    map[string]int      // by name
	successors map[string][]string // of a bureau, by the name that it bore, see [importer.Options]
	report     *importer.Report
	faulty     map[store.RowPlace]bool // rows that cannot be staged

	rightOnly      bool // leave out the rows with errors
	seesAll        bool // whoever has it read sees all bureaus
	tell           Tell
	checkStructure bool // a person looks at what tables and columns were taken for
	lookedAt       []string
	corrections    *importer.Mapping // of this very file
	memories       []structure.Memory
	used           *importer.Mapping // both
}

// readingOptions are what is known about a file before it is read.
func (in *Intake) readingOptions(ctx context.Context, s *staging, password string) (importer.Options, error) {
	f, err := in.Form(ctx)
	return importer.Options{Bureau: s.upload.Bureau, Bureaus: s.names, Successors: s.successors, Form: f, FiscalYear: s.upload.FiscalYear,
		Password: password, Limits: in.limits(), Mapping: s.used}, err
}

// loadMappings loads the corrections of the file and the structures that its bureau has
// confirmed before.
func (in *Intake) loadMappings(ctx context.Context, scope registry.Scope, s *staging) error {
	kept, err := in.store.Structure(ctx, scope, s.upload.ID)
	if err != nil {
		return err
	}
	s.lookedAt = kept.LookedAt
	if s.corrections, err = mappingOf("intake.Stage", kept.Corrections); err != nil {
		return err
	}
	if s.memories, err = in.memories(ctx, scope, s.upload.ID); err != nil {
		return err
	}
	s.used = structure.Merge(s.corrections, structure.Mapping(s.memories))
	return nil
}

func newStaging(u registry.Upload, bureaus []registry.Bureau) *staging {
	s := &staging{upload: u, bureaus: map[string]int{}, successors: map[string][]string{}, faulty: map[store.RowPlace]bool{}}
	for _, b := range bureaus {
		if b.Withdrawn() {
			continue
		}
		if other := registry.BureauWithID(bureaus, s.bureaus[b.Name]); other.ID == 0 || b.ValidTo.IsZero() { // the last to bear it
			s.bureaus[b.Name] = b.ID
		}
		s.names = append(s.names, b.Name)
		for _, id := range b.Successors {
			s.successors[b.Name] = append(s.successors[b.Name], registry.BureauWithID(bureaus, id).Name)
		}
	}
	for _, b := range bureaus {
		for _, name := range b.Former {
			if s.bureaus[name] == 0 { // nobody bears it now
				s.names, s.bureaus[name], s.successors[name] = append(s.names, name), b.ID, []string{b.Name}
			}
		}
	}
	return s
}

// The bounds of a batch of rows from the reader to the database, by number and by weight.
const (
	batchRows   = 256
	batchWeight = 1 << 20
)

// errStopped ends a reading after the database has failed.
var errStopped = errors.New("the rows are not wanted any more")

// fill reads the file in another goroutine while this one passes the rows to the database.
func (s *staging) fill(
	ctx context.Context,
	read func(context.Context, func(importer.Record) error) (*importer.Report, error),
	add func(*store.StagedRow) error,
) error {
	const op = "intake.Stage"
	batches := make(chan []store.StagedRow, 4)
	stop := make(chan struct{})
	var failed error
	go func() {
		defer close(batches)
		var batch []store.StagedRow
		weight := 0
		send := func() error {
			select {
			case batches <- batch:
				batch, weight = nil, 0
				return nil
			case <-stop:
				return errStopped
			}
		}
		s.report, failed = read(ctx, func(r importer.Record) error {
			row, ok := s.row(&r)
			if !ok {
				s.faulty[store.RowPlace{Sheet: r.Sheet, Row: r.Row}] = true
				return nil
			}
			if batch == nil {
				batch = make([]store.StagedRow, 0, batchRows)
			}
			batch, weight = append(batch, row), weight+r.Weight()
			if len(batch) < batchRows && weight < batchWeight {
				return nil
			}
			return send()
		})
		if failed == nil && len(batch) > 0 {
			failed = send()
		}
	}()
	var err error
	for batch := range batches {
		for i := range batch {
			if err == nil {
				if err = add(&batch[i]); err != nil {
					close(stop)
				}
			}
		}
	}
	if err != nil {
		return err
	}
	if failed != nil {
		return registry.Failed(op, failed)
	}
	return nil
}

// row converts a record to a staged row; not ok if it has no bureau or name, about which the
// report has a finding.
func (s *staging) row(r *importer.Record) (store.StagedRow, bool) {
	v := &r.Values
	bureau := s.upload.BureauID
	if v.Bureau != "" || bureau == 0 {
		named, ok := s.bureaus[v.Bureau]
		if !ok || bureau != 0 && named != bureau {
			return store.StagedRow{}, false
		}
		bureau = named
	}
	if v.ProcedureName == "" {
		return store.StagedRow{}, false
	}
	row := store.StagedRow{
		Sheet:       r.Sheet,
		Row:         r.Row,
		Normalised:  r.Normalised,
		Titled:      r.Titled,
		DigitizedOn: v.DigitizedOn,
		Scope:       v.Scope,
		Process: registry.Process{
			BureauID: bureau, Department: v.Department, Division: v.Division, ProcedureName: v.ProcedureName,
			ProcessName: v.ProcessName, ProcessType: v.ProcessType, Applicant: v.Applicant, Recipient: v.Recipient,
			LegalBasis: v.LegalBasis, LegalArticle: v.LegalArticle, AffairCategory: v.AffairCategory,
			Status: registry.Status(v.DigitizationStatus), PlannedFiscalYear: v.PlannedFiscalYear, Obstacle: v.Obstacle,
			NationalLawChange: registry.LawChange(v.NationalLawChange), LawToChange: v.LawToChange, Ministry: v.Ministry,
			Platform: v.Platform, IdentityMethod: v.IdentityMethod, Fee: v.Fee, PaymentMethods: v.PaymentMethods,
			Attachments: v.Attachments, SealRequired: v.SealRequired,
			StandardProcessingPeriod: v.StandardProcessingPeriod, Remarks: v.Remarks,
		},
	}
	if v.ProcessID != "" {
		id, err := registry.ParseProcessID(v.ProcessID)
		if err != nil {
			return store.StagedRow{}, false
		}
		row.Process.ID = id
	}
	if len(v.Volumes) > 0 {
		row.Volumes = make([]registry.Volume, len(v.Volumes))
		for i, y := range v.Volumes {
			row.Volumes[i] = registry.Volume{FiscalYear: y.FiscalYear, Total: count(y.Total), Online: count(y.Online)}
		}
	}
	return row, true
}

func count(c importer.Count) registry.Count {
	return registry.Count{Value: c.Value, Upper: c.Upper, Qualifier: registry.Qualifier(c.Qualifier),
		State: registry.State(c.State), Raw: c.Raw}
}

// judge completes the report and returns the verdict on the file.
func (s *staging) judge(bad []store.BadID, fit store.Fit) (store.Verdict, error) {
	r := s.report
	s.tell(int64(r.Summary.Records), int64(r.Summary.Records), "登録内容と比べています")
	if r.Unreadable() && s.upload.State != registry.UploadReceived && s.upload.State != registry.UploadUnreadable {
		// it could be read before: that reading stays
		return store.Verdict{}, &registry.Error{
			Code:    registry.Invalid,
			Op:      "intake.Stage",
			Field:   "password",
			Message: r.Findings[0].Message,
		}
	}
	places := newPlaces(r)
	if one, all := s.strangeIDs(bad); all {
		places.addFirst(r, one)
		for _, b := range bad {
			places.faulty[store.RowPlace{Sheet: b.Sheet, Row: b.Row}] = true
		}
	} else {
		for _, b := range bad {
			places.add(r, s.badID(b))
		}
	}
	for _, l := range fit.Leaps {
		warnOfLeap(r, l)
	}
	for _, row := range slices.SortedFunc(maps.Keys(s.faulty), inOrder) {
		switch title, elsewhere := places.elsewhere[row.Sheet]; {
		case places.faulty[row]:
		case places.foreign:
			places.faulty[row] = true // said once of the file
		case elsewhere && title < row.Row:
			places.faulty[row] = true // the finding is on its table
		default:
			places.add(r, s.withoutBureau(row))
		}
	}
	places.rest(r)
	if fit.Hardly() && r.File.Stamp.Remainder == 0 && !places.foreign {
		r.Findings = slices.Insert(r.Findings, 0, s.unfit(fit))
		r.Summary.Warnings++
	}
	from := r.File.Stamp
	v := store.Verdict{State: registry.UploadStaged, Normalised: finding.NormalisedCells(r.Findings),
		Stamp: store.Stamp{Text: from.String(), Base: from.Base, Shown: from.Shown, Remainder: from.Remainder}}
	switch {
	case r.Unreadable():
		v.State = registry.UploadUnreadable
	case r.Summary.Errors == 0:
	case s.rightOnly && places.rightRows(r):
		v.RightOnly = true
	default:
		v.State, v.RightRows = registry.UploadFaulty, places.rightRows(r)
	}
	for row := range places.faulty {
		v.Faulty = append(v.Faulty, row)
	}
	if !from.Base.IsZero() {
		v.Settle = func(untouched []store.RowPlace) ([]byte, int, error) { return settled(r, untouched) }
	}
	v.Summary = summaryOf(r)
	var err error
	if v.Report, err = json.Marshal(r); err != nil {
		return v, err
	}
	return v, s.structure(&v)
}

// summaryOf is the result of a reading, for people.
func summaryOf(r *importer.Report) string {
	if r.Unreadable() {
		return "読み取れませんでした"
	}
	text := registry.Thousands(int64(r.Summary.Records)) + " 行を読み取りました"
	if n := r.Summary.Errors; n > 0 {
		text += "（要修正 " + registry.Thousands(int64(n)) + " 件）"
	}
	return text
}

// structure sets whether a person has to check the structure and, if somebody has, what to
// remember of it.
func (s *staging) structure(v *store.Verdict) error {
	r := s.report
	if v.State == registry.UploadUnreadable {
		return nil
	}
	v.Protected = r.Protected
	var err error
	if v.Preview, err = json.Marshal(r.Sheets); err != nil {
		return err
	}
	if !s.checkStructure {
		return nil
	}
	v.Look = slices.ContainsFunc(
		structure.Look(r, s.corrections, s.memories),
		func(p structure.Point) bool { return !slices.Contains(s.lookedAt, p.Key()) },
	)
	if v.Look || s.corrections == nil {
		return nil
	}
	memory := structure.Remember(r, s.used)
	if len(s.memories) > 0 && reflect.DeepEqual(memory, s.memories[0]) {
		return nil // confirmed before
	}
	v.Memory, err = json.Marshal(memory)
	return err
}

// badID is the finding for a row whose ID is not one of its bureau.
func (s *staging) badID(b store.BadID) placed {
	id := registry.ProcessID(b.ProcessID).String()
	message := "手続ID「" + id + "」の手続は登録されていません。"
	switch b.What {
	case "other_bureau":
		message = "手続ID「" + id + "」は、この行の局の手続ではありません。"
	case "twice":
		message = "手続ID「" + id + "」は、このファイルのほかの行にもあります。"
	}
	rule := finding.RuleUnknownID
	if b.What == "twice" {
		rule = finding.RuleDuplicateID
	}
	return placed{store.RowPlace{Sheet: b.Sheet, Row: b.Row}, finding.Finding{Rule: rule, Field: "process_id", Raw: id,
		Message: message + "新しい手続の行では手続IDを空欄にしてください。", Example: "新しい手続の行は空欄にする"}}
}

// withoutBureau is the finding for a row that names no bureau of this upload, if the reader
// has no finding about that.
func (s *staging) withoutBureau(row store.RowPlace) placed {
	return placed{row, finding.Finding{Rule: "R-unknown-bureau", Field: "bureau",
		Message: "この行がどの局の手続か分かりません。局の列に局の名前を入力するか、局を指定して取り込んでください。", Example: "環境局"}}
}

// warnOfLeap adds that a row has a thousand times as many cases as the registry knows of an
// earlier year, unless the file itself says so.
func warnOfLeap(r *importer.Report, l store.Leap) {
	row := store.RowPlace{Sheet: l.Sheet, Row: l.Row}
	cell := yearCellOf(r, row, "annual_volume", l.FiscalYear)
	for _, f := range r.Findings {
		if f.Rule == finding.RuleImplausible && f.Sheet == l.Sheet && f.Cell == cell {
			return
		}
	}
	r.Summary.Warnings++
	r.Findings = append(r.Findings, finding.Finding{Severity: finding.Warning, Rule: finding.RuleImplausible, Sheet: l.Sheet, Cell: cell,
		Field: "annual_volume", Raw: l.Raw, Message: value.LeapText(l.Raw, l.BeforeYear, "登録簿では "+registry.Thousands(l.Before)+" 件"),
		Example: "1200", Count: 1})
}

// placed is a finding with its row and field; its cell is not known yet.
type placed struct {
	row     store.RowPlace
	finding finding.Finding
}

// places collects which rows have errors.
type places struct {
	faulty map[store.RowPlace]bool
	cells  map[string]bool // "sheet\x00cell" with an error
	beyond bool            // there is an error that belongs to no row
	// elsewhere is, by sheet, the row of the first title that names another bureau.
	elsewhere map[string]int
	listed    int  // errors added so far
	foreign   bool // the file is another bureau's
}

// listedErrors is how many errors the registry's own checks add to a report one by one.
const listedErrors = 10_000

func newPlaces(r *importer.Report) *places {
	p := &places{faulty: map[store.RowPlace]bool{}, cells: map[string]bool{}, elsewhere: map[string]int{}}
	for _, f := range r.Findings {
		if f.Severity != finding.Error {
			continue
		}
		if f.Cell == "" {
			p.beyond = true
			p.foreign = p.foreign || f.Rule == finding.RuleOtherBureau
			continue
		}
		p.beyond = p.beyond || len(f.Cells) > 0 && !f.Named()
		for one := range f.Each() {
			p.note(r, one)
		}
	}
	return p
}

// note records an error of the reader.
func (p *places) note(r *importer.Report, f finding.Finding) {
	p.cells[f.Sheet+"\x00"+f.Cell] = true
	first := rowOf(f.Cell)
	for row := first; row < first+max(f.Count, 1); row++ {
		if isRecord(r, f.Sheet, row) {
			p.faulty[store.RowPlace{Sheet: f.Sheet, Row: row}] = true
			continue
		}
		p.beyond = true
		if _, known := p.elsewhere[f.Sheet]; !known && f.Rule == finding.RuleOtherBureau {
			p.elsewhere[f.Sheet] = row
		}
	}
}

// inOrder compares the places of two rows.
func inOrder(a, b store.RowPlace) int {
	return cmp.Or(strings.Compare(a.Sheet, b.Sheet), a.Row-b.Row)
}

// rightRows reports whether some rows can be registered without the faulty ones.
func (p *places) rightRows(r *importer.Report) bool {
	return !p.beyond && len(p.faulty) < r.Summary.Records
}

// HasRightRows reports whether the right rows of a faulty file can be registered without the
// others, see [Intake.StageRight].
func HasRightRows(r *importer.Report) bool { return newPlaces(r).rightRows(r) }

// addFirst adds an error of the whole file to the report, before all others.
func (p *places) addFirst(r *importer.Report, f finding.Finding) {
	p.beyond = true
	r.Summary.Errors++
	r.Findings = slices.Insert(r.Findings, 0, f)
}

// add adds an error to the report, unless its cell has one already.
func (p *places) add(r *importer.Report, e placed) {
	f := e.finding
	f.Severity, f.Sheet, f.Count = finding.Error, e.row.Sheet, 1
	f.Cell = cellOf(r, e.row, f.Field)
	p.faulty[e.row] = true
	if p.cells[f.Sheet+"\x00"+f.Cell] {
		return
	}
	p.cells[f.Sheet+"\x00"+f.Cell] = true
	r.Summary.Errors++
	if p.listed++; p.listed > listedErrors {
		return
	}
	r.Findings = append(r.Findings, f)
}

// rest adds how many errors are not listed. Their rows are not known then, so that the right
// rows cannot be registered without them.
func (p *places) rest(r *importer.Report) {
	n := p.listed - listedErrors
	if n <= 0 {
		return
	}
	p.beyond = true
	r.Findings = append(r.Findings, finding.Finding{Severity: finding.Error, Rule: finding.RuleTooMany, Count: n,
		Message: fmt.Sprintf("指摘が多いため、手続IDや局のほかの「要修正」%d 件は数だけを示します。示された指摘を直してから、もう一度取り込んでください。", n),
		Example: "示された指摘を直したファイル"})
}

// cellOf is the name of a field's cell in a row; in the table's first column if it has no
// column of the field.
func cellOf(r *importer.Report, row store.RowPlace, field string) string {
	return yearCellOf(r, row, field, 0)
}

// yearCellOf is cellOf of a field with a column for each year; 0: any.
func yearCellOf(r *importer.Report, row store.RowPlace, field string, year int) string {
	for _, t := range r.Tables {
		if t.Sheet != row.Sheet || row.Row < t.FirstRow || row.Row > t.LastRow {
			continue
		}
		for _, c := range t.Columns {
			if c.Field == field && (year == 0 || c.FiscalYear == year) {
				return c.Column + strconv.Itoa(row.Row)
			}
		}
		if len(t.Columns) > 0 {
			return t.Columns[0].Column + strconv.Itoa(row.Row)
		}
	}
	return "A" + strconv.Itoa(row.Row)
}

// isRecord reports whether a row is among the records of a table.
func isRecord(r *importer.Report, sheet string, row int) bool {
	for _, t := range r.Tables {
		if t.Sheet == sheet && t.FirstRow <= row && row <= t.LastRow {
			return true
		}
	}
	return false
}

// rowOf is the row of "K17"; 0: it names none.
func rowOf(cell string) int {
	row, _ := strconv.Atoi(strings.TrimLeftFunc(cell, func(r rune) bool { return r < '0' || r > '9' }))
	return row
}
