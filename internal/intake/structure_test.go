package intake_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// received is a file that a person has handed in and that was read.
func (r rig) received(t testing.TB, scope registry.Scope, file []byte, password string) registry.Upload {
	t.Helper()
	u, err := r.Receive(t.Context(), scope, intake.File{Name: "棚卸.xlsx", Data: bytes.NewReader(file)},
		intake.Options{BureauID: scope.BureauID})
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Stage(t.Context(), scope, u.ID, password)
	if err != nil {
		t.Fatal(err)
	}
	return got.Upload
}

// looked confirms what an upload's tables and columns were taken for.
func (r rig) looked(t testing.TB, scope registry.Scope, id int64) registry.Upload {
	t.Helper()
	u, err := r.ConfirmStructure(t.Context(), scope, id, r.structure(t, scope, id).Reading)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (r rig) structure(t testing.TB, scope registry.Scope, id int64) intake.Structure {
	t.Helper()
	s, err := r.Structure(t.Context(), scope, id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// corrected corrects an upload and has it read again, as the job does.
func (r rig) corrected(t testing.TB, scope registry.Scope, id int64, c ...importer.MappedSheet) registry.Upload {
	t.Helper()
	if err := r.CorrectStructure(t.Context(), scope, id, r.structure(t, scope, id).Reading, c, ""); err != nil {
		t.Fatal(err)
	}
	err := r.Read(t.Context(), scope, intake.Reading{Upload: id}, func(int64, int64, string) {},
		func(context.Context, *store.Store) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	u, err := r.store.Upload(t.Context(), scope, id)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// rowsOf are the rows of a staged upload with all that they say.
func (r rig) rowsOf(t testing.TB, scope registry.Scope, id int64) string {
	t.Helper()
	rows, err := r.Rows(t.Context(), scope, id, store.RowFilter{Kind: store.RowNew, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, row := range rows {
		line := row.ProcedureName
		for _, c := range row.Cells {
			if c.Field != "procedure_name" {
				line += " " + c.Field + "=" + c.New
			}
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

var ownWords = []any{"事務名", "根拠法令等", "年間処理件数（令和3年度）", "窓口の名"}

func TestAFileInTheFormsWordsIsNotLookedAt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	u := r.received(t, officer, book(t, header, made("環境局", "甲の届出", 3)), "")
	did(t, "the form's words", u, nil, registry.UploadStaged, "")
}

func TestAPersonLooksOnceAtOtherWords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	file := book(t, ownWords, []any{"甲の届出", "試験法", 3, "あ"}, []any{"乙の許可", "試験法", 4, "い"})
	u := r.received(t, officer, file, "")
	did(t, "other words", u, nil, registry.UploadStructure, "")
	for _, step := range []func() (registry.Upload, error){
		func() (registry.Upload, error) {
			return r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true})
		},
		func() (registry.Upload, error) { return r.Approve(t.Context(), approver, u.ID) },
	} {
		got, err := step()
		did(t, "a step before somebody has looked", got, err, "", registry.Conflict)
	}
	s := r.structure(t, officer, u.ID)
	if len(s.Points) != 4 || s.Verdict != registry.UploadStaged || len(s.Report.Sheets) != 1 || len(s.Report.Sheets[0].Rows) != 3 {
		t.Errorf("%+v", s)
	}
	u = r.looked(t, officer, u.ID)
	did(t, "looked at", u, nil, registry.UploadStaged, "")
	if got := r.kinds(t, u.ID); got != "received read structure" {
		t.Errorf("steps %q", got)
	}
	if s := r.structure(t, officer, u.ID); len(s.Points) > 0 {
		t.Errorf("still to be looked at: %+v", s.Points)
	}
	next := r.received(t, officer, book(t, []any{"事務名", "根拠法令等", "年間処理件数（令和4年度）", "窓口の名"}, []any{"甲の届出", "試験法", 5, "あ"}), "")
	did(t, "the next year's", next, nil, registry.UploadStaged, "")
	if c := r.structure(t, officer, next.ID).Report.Tables[0].Columns[0]; c.Match != "remembered" || c.Field != "procedure_name" {
		t.Errorf("%+v", c)
	}

	port := registry.ScopeOf(registry.Account{ID: officer.AccountID, Name: "港湾局の人", Role: registry.Officer, BureauID: r.bureau(t, "港湾局")})
	did(t, "another bureau's", r.received(t, port, file, ""), nil, registry.UploadStructure, "")

	changed := r.received(t, officer, book(t, []any{"事務名", "根拠となる法令の名前", "年間処理件数（令和4年度）", "窓口の名"}, []any{"甲の届出", "試験法", 5, "あ"}), "")
	did(t, "a changed header", changed, nil, registry.UploadStructure, "")
	if s := r.structure(t, officer, changed.ID); len(s.Changes) != 1 || s.Changes[0].Before != "根拠法令等" || s.Changes[0].Header != "根拠となる法令の名前" {
		t.Errorf("%+v", s.Changes)
	}

	// The operator's verb does not stop, and goes by what is remembered.
	got := r.book(t, operator, book(t, ownWords, []any{"丙の登録", "試験法", 3, "あ"}), intake.Options{BureauID: officer.BureauID})
	r.expect(t, got, registry.UploadConfirmed, counts(1, 0, 0, 0, 0))
	if c := got.Report.Tables[0].Columns[0]; c.Match != "remembered" {
		t.Errorf("%+v", c)
	}
	// Whoever looked had a hand in it.
	both := registry.ScopeOf(registry.Account{ID: approver.AccountID, Name: approver.Actor, Role: registry.Approver,
		BureauID: officer.BureauID})
	r.looked(t, both, changed.ID)
	if _, err := r.Submit(t.Context(), officer, changed.ID, store.Submission{Keep: true}); err != nil {
		t.Fatal(err)
	}
	u, err := r.Approve(t.Context(), both, changed.ID)
	did(t, "approved by whoever looked", u, err, "", registry.Forbidden)
}

func TestCorrectionsChangeWhatIsStaged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	f := [][]any{{"この年の棚卸", nil, nil, nil}, {"事務名", "おおもと", "年間処理件数（令和3年度）", "窓口の名"},
		{"甲の届出", "もと", 3, "あ"}, {"乙の許可", "もと", 4, "い"}, {"みほん", "もと", 9, "う"}, {nil, nil, 12, nil}}
	u := r.received(t, officer, book(t, f[0], f[1:]...), "")
	did(t, "read", u, nil, registry.UploadStructure, "")
	r.looked(t, officer, u.ID)
	if got := r.rowsOf(t, officer, u.ID); got != "甲の届出 annual_volume=3\n乙の許可 annual_volume=4\nみほん annual_volume=9" {
		t.Errorf("read as\n%s", got)
	}
	at := func(c importer.MappedSheet) importer.MappedSheet { c.Sheet = "手続一覧"; return c }

	// Columns: one that nobody claimed, and one that was taken for another.
	u = r.corrected(t, officer, u.ID,
		at(importer.MappedSheet{Columns: []importer.MappedPlace{{Column: "B", Table: 2, Field: "legal_basis"},
			{Column: "D", Table: 2, Field: "division"}}}))
	did(t, "columns", u, nil, registry.UploadStaged, "")
	want := "甲の届出 division=あ legal_basis=もと annual_volume=3\n乙の許可 division=い legal_basis=もと annual_volume=4\nみほん division=う " +
		"legal_basis=もと annual_volume=9"
	if got := r.rowsOf(t, officer, u.ID); got != want {
		t.Errorf("columns: read as\n%s", got)
	}
	// A row that is none, and the year of the volumes.
	u = r.corrected(t, officer, u.ID,
		at(importer.MappedSheet{Ignore: []int{5},
			Columns: []importer.MappedPlace{{Column: "C", Table: 2, Field: "annual_volume", FiscalYear: 2019, Unit: 1000}}}))
	did(t, "a row", u, nil, registry.UploadStaged, "")
	if got := r.rowsOf(t, officer,
		u.ID); got != "甲の届出 division=あ legal_basis=もと annual_volume=3000\n乙の許可 division=い legal_basis=もと annual_volume=4000" {
		t.Errorf("a row: read as\n%s", got)
	}
	rows, err := r.Rows(t.Context(), officer, u.ID, store.RowFilter{Kind: store.RowNew, Limit: 1})
	if err != nil || rows[0].Cells[len(rows[0].Cells)-1].FiscalYear != 2019 {
		t.Errorf("%+v, %v", rows, err)
	}
	// It is one after all.
	u = r.corrected(t, officer, u.ID, at(importer.MappedSheet{Records: []int{5}}))
	if got := r.rowsOf(t, officer, u.ID); !strings.HasSuffix(got, "みほん division=う legal_basis=もと annual_volume=9000") {
		t.Errorf("a record: read as\n%s", got)
	}
	// The header is further down: what stands there is new, and is looked at again.
	u = r.corrected(t, officer, u.ID,
		at(importer.MappedSheet{HeaderRows: []int{3}, Columns: []importer.MappedPlace{{Column: "A", Field: "procedure_name"}}}))
	did(t, "the header", u, nil, registry.UploadStructure, "")
	if got := r.structure(t, officer, u.ID).Report.Tables[0]; got.HeaderRows[0] != 3 || got.FirstRow != 4 {
		t.Errorf("%+v", got)
	}
	if got := r.kinds(t, u.ID); got != "received read structure structure read structure read structure read structure read" {
		t.Errorf("steps %q", got)
	}
}

// The wrong meaning of a column is often why a file is faulty.
func TestAFaultyFilesStructureIsCorrected(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	file := book(t, []any{"手続名", "根拠法令", "年間件数（令和3年度）", "デジタル化予定年度"}, []any{"甲の届出", "試験法", 3, "窓口で受ける"}, []any{"乙の許可", "試験法", 4, "郵送も受ける"})
	u := r.received(t, officer, file, "")
	did(t, "read", u, nil, registry.UploadFaulty, "")
	u = r.corrected(t, officer, u.ID, importer.MappedSheet{Sheet: "手続一覧", Columns: []importer.MappedPlace{{Column: "D", Field: "remarks"}}})
	did(t, "corrected", u, nil, registry.UploadStaged, "")
	if got := r.rowsOf(t, officer,
		u.ID); got != "甲の届出 legal_basis=試験法 remarks=窓口で受ける annual_volume=3\n乙の許可 legal_basis=試験法 remarks=郵送も受ける annual_volume=4" {
		t.Errorf("read as\n%s", got)
	}
	did(t, "the same again", r.received(t, officer, file, ""), nil, registry.UploadStaged, "")
	// Without a table that was found, somebody points its header out.
	u = r.received(t, officer, book(t, []any{"なまえ", "もと"}, []any{"甲の届出", "試験法"}), "")
	did(t, "no table", u, nil, registry.UploadStructure, "")
	if v := r.structure(t, officer, u.ID).Verdict; v != registry.UploadFaulty {
		t.Errorf("verdict %s", v)
	}
	u = r.corrected(t, officer, u.ID, importer.MappedSheet{Sheet: "手続一覧", HeaderRows: []int{1},
		Columns: []importer.MappedPlace{{Column: "A", Field: "procedure_name"}, {Column: "B", Field: "legal_basis"}}})
	did(t, "pointed out", u, nil, registry.UploadStaged, "")
	if got := r.rowsOf(t, officer, u.ID); got != "甲の届出 legal_basis=試験法" {
		t.Errorf("read as\n%s", got)
	}
}

func TestAProtectedFileIsCorrectedWithItsPassword(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	secret, err := excelize.Encrypt(book(t, ownWords, []any{"甲の届出", "試験法", 3, "あ"}), &excelize.Options{Password: "ひみつ"})
	if err != nil {
		t.Fatal(err)
	}
	u := r.received(t, officer, secret, "ひみつ")
	did(t, "read", u, nil, registry.UploadStructure, "")
	s := r.structure(t, officer, u.ID)
	if !s.Report.Protected || len(s.Report.Sheets[0].Rows) != 2 {
		t.Errorf("%+v", s.Report)
	}
	c := []importer.MappedSheet{{Sheet: "手続一覧", Columns: []importer.MappedPlace{{Column: "D", Field: "division"}}}}
	for _, password := range []string{"", "ちがう"} {
		err := r.CorrectStructure(t.Context(), officer, u.ID, s.Reading, c, password)
		did(t, "password "+password, u, err, "", registry.Invalid)
	}
	if now := r.structure(t, officer, u.ID); now.Corrected || now.Reading != s.Reading || now.Upload.State != registry.UploadStructure {
		t.Errorf("a wrong password changed %+v", now)
	}
	if err := r.CorrectStructure(t.Context(), officer, u.ID, s.Reading, c, "ひみつ"); err != nil {
		t.Fatal(err)
	}
	if got := r.rowsOf(t, officer, u.ID); got != "甲の届出 division=あ legal_basis=試験法 annual_volume=3" {
		t.Errorf("read as\n%s", got)
	}
	// Reading it again without the password leaves what it said.
	_, err = r.Stage(t.Context(), officer, u.ID, "")
	did(t, "again", u, err, "", registry.Invalid)
	if now := r.structure(t, officer, u.ID); now.Upload.State != registry.UploadStaged {
		t.Errorf("%s", now.Upload.State)
	}
}

func TestWhoMayCorrectAndWhat(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	u := r.received(t, officer, book(t, ownWords, []any{"甲の届出", "試験法", 3, "あ"}, []any{"乙の許可", "試験法", 3, "い"}), "")
	reading := r.structure(t, officer, u.ID).Reading
	division := importer.MappedSheet{Sheet: "手続一覧", Columns: []importer.MappedPlace{{Column: "D", Field: "division"}}}
	other := registry.ScopeOf(registry.Account{ID: 99, Name: "作り物", Role: registry.Officer, BureauID: r.bureau(t, "港湾局")})
	for what, c := range map[string]struct {
		scope   registry.Scope
		reading int
		c       importer.MappedSheet
		want    registry.Code
	}{
		"another bureau's officer": {other, reading, division, registry.NotFound},
		"a planner":                {r.person(t, "planner", registry.Planner), reading, division, registry.Forbidden},
		"another reading":          {officer, reading + 1, division, registry.Conflict},
		"no such sheet":            {officer, reading, importer.MappedSheet{Sheet: "ない", Skip: true}, registry.Invalid},
		"no sheet is left":         {officer, reading, importer.MappedSheet{Sheet: "手続一覧", Skip: true}, registry.Invalid},
		"no such field":            {officer, reading, importer.MappedSheet{Sheet: "手続一覧", Columns: []importer.MappedPlace{{Column: "D", Field: "ない"}}}, registry.Invalid},
		"no such column":           {officer, reading, importer.MappedSheet{Sheet: "手続一覧", Columns: []importer.MappedPlace{{Column: "4", Field: "remarks"}}}, registry.Invalid},
		"a year of a text":         {officer, reading, importer.MappedSheet{Sheet: "手続一覧", Columns: []importer.MappedPlace{{Column: "D", Field: "remarks", FiscalYear: 2020}}}, registry.Invalid},
		"an unknown unit":          {officer, reading, importer.MappedSheet{Sheet: "手続一覧", Columns: []importer.MappedPlace{{Column: "C", Field: "annual_volume", Unit: 7}}}, registry.Invalid},
		"two columns of one field": {officer, reading, importer.MappedSheet{Sheet: "手続一覧", Columns: []importer.MappedPlace{{Column: "D", Field: "legal_basis"}}}, registry.Invalid},
		"a row that is not there":  {officer, reading, importer.MappedSheet{Sheet: "手続一覧", Ignore: []int{4}}, registry.Invalid},
		"a record over the header": {officer, reading, importer.MappedSheet{Sheet: "手続一覧", HeaderRows: []int{2}, Records: []int{1}}, registry.Invalid},
		"a row that is both":       {officer, reading, importer.MappedSheet{Sheet: "手続一覧", Ignore: []int{2}, Records: []int{2}}, registry.Invalid},
		"headers that were":        {officer, reading, importer.MappedSheet{Sheet: "手続一覧", Read: true, Headers: []string{"あ"}}, registry.Invalid},
	} {
		err := r.CorrectStructure(t.Context(), c.scope, u.ID, c.reading, []importer.MappedSheet{c.c}, "")
		did(t, what, u, err, "", c.want)
		if what == "another bureau's officer" || what == "a planner" || what == "another reading" {
			_, err = r.ConfirmStructure(t.Context(), c.scope, u.ID, c.reading)
			did(t, what+" confirms", u, err, "", c.want)
		}
	}
	if s := r.structure(t, officer, u.ID); s.Corrected || s.Upload.State != registry.UploadStructure || r.kinds(t, u.ID) != "received read" {
		t.Errorf("something was changed: %+v, %s", s, r.kinds(t, u.ID))
	}
	r.looked(t, officer, u.ID)
	if _, err := r.Submit(t.Context(), officer, u.ID, store.Submission{}); err != nil {
		t.Fatal(err)
	}
	err := r.CorrectStructure(t.Context(), officer, u.ID, reading, []importer.MappedSheet{division}, "")
	did(t, "submitted", u, err, "", registry.Conflict)
}

// What a person still has to look at is given up or replaced like everything else that
// waits for somebody.
func TestAnUploadWhoseStructureWaitsIsGivenUpOrReplaced(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	file := book(t, ownWords, []any{"甲の届出", "試験法", 3, "あ"})
	u := r.received(t, officer, file, "")
	did(t, "other words", u, nil, registry.UploadStructure, "")
	u, err := r.after(t, u.ID, r.Discard(t.Context(), officer, u.ID))
	did(t, "giving up", u, err, registry.UploadDiscarded, "")

	old := r.received(t, officer, file, "")
	mended := r.handIn(t, officer, intake.Options{Replaces: old.ID}, made("環境局", "甲の届出", 3))
	u, err = r.Submit(t.Context(), officer, mended.ID, store.Submission{Keep: true})
	did(t, "submitting what replaces it", u, err, registry.UploadSubmitted, "")
	u, err = r.after(t, old.ID, nil)
	did(t, "what was replaced", u, err, registry.UploadDiscarded, "")
}

// after is an upload as it is after a step, with the step's error.
func (r rig) after(t testing.TB, id int64, err error) (registry.Upload, error) {
	t.Helper()
	u, found := r.store.Upload(t.Context(), operator, id)
	if found != nil {
		t.Fatal(found)
	}
	return u, err
}
