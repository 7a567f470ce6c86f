package intake_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// A faulty cell is put right beside the file: read and checked as any other, undoable until the
// upload is submitted, told by name in the marked file, the receipt and the events. The file
// itself stays as it is.
func TestACellIsPutRightBesideTheFile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	bad := made("環境局", "甲の届出", "たくさん")
	data := book(t, header, bad, made("環境局", "乙の許可", 5))
	own := intake.Options{BureauID: officer.BureauID}
	u, err := r.Receive(t.Context(), officer, intake.File{Name: "棚卸.xlsx", Data: bytes.NewReader(data)}, own)
	if err != nil {
		t.Fatal(err)
	}
	read := func() intake.Result {
		t.Helper()
		got, err := r.Stage(t.Context(), officer, u.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	correct := func(code registry.Code, cells ...intake.CellCorrection) {
		t.Helper()
		if err := r.CorrectCells(t.Context(), officer, u.ID, cells, ""); registry.CodeOf(err) != code {
			t.Errorf("%+v: %v, want %q", cells, err, code)
		}
	}
	const sheet = "手続一覧"
	cell := func(name, value string) intake.CellCorrection {
		return intake.CellCorrection{Sheet: sheet, Cell: name, Value: value}
	}
	if got := read(); got.Upload.State != registry.UploadFaulty {
		t.Fatal(got.Upload.State)
	}
	for _, wrong := range [][]intake.CellCorrection{
		nil, {cell("G9", "1")}, {cell("G1", "1")}, {cell("ZZ2", "1")}, {cell("たくさん", "1")}, {{Sheet: "ない", Cell: "G2", Value: "1"}},
		{{Sheet: sheet, Cell: "G2", Undo: true}}, {cell("G2", "1"), cell("g2", "2")},
	} {
		correct(registry.Invalid, wrong...)
	}
	abroad := officer
	abroad.BureauID = r.bureau(t, "港湾局")
	err = r.CorrectCells(t.Context(), abroad, u.ID, []intake.CellCorrection{cell("G2", "1")}, "")
	if registry.CodeOf(err) != registry.NotFound {
		t.Errorf("by another bureau: %v", err)
	}

	// A wrong value is found to be wrong, like one of the file.
	correct("", cell("G2", "まだ多い"))
	if got := read(); got.Upload.State != registry.UploadFaulty || got.Report.Summary.Errors != 1 {
		t.Errorf("%s, %+v", got.Upload.State, got.Report.Findings)
	}
	correct("", cell("g2", "1200"), cell("J3", "架空の備考"))
	got := read()
	if got.Upload.State != registry.UploadStaged || got.Report.Summary.Errors != 0 {
		t.Fatalf("%s, %+v", got.Upload.State, got.Report.Findings)
	}
	// Undone, the file's value counts again; and it can be put right again.
	correct("", intake.CellCorrection{Sheet: sheet, Cell: "G2", Undo: true})
	if got := read(); got.Upload.State != registry.UploadFaulty {
		t.Errorf("undone: %s", got.Upload.State)
	}
	correct("", cell("G2", "1200"))
	read()

	var marked bytes.Buffer
	if err := r.Marked(t.Context(), officer, u.ID, &marked); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&marked)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	comments, err := f.GetComments(sheet)
	if value, _ := f.GetCellValue(sheet, "G2"); err != nil || value != "たくさん" || len(comments) != 2 || comments[0].Cell != "G2" ||
		!strings.Contains(comments[0].Text+comments[0].Paragraph[0].Text, "画面で「たくさん」を「1200」に直しました（架空のofficer、") {
		t.Errorf("%q, %+v, %v", value, comments, err)
	}
	var kept bytes.Buffer
	if err := r.File(t.Context(), officer, u.ID, &kept); err != nil || !bytes.Equal(kept.Bytes(), data) {
		t.Errorf("the file is another: %v", err)
	}

	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true})
	did(t, "submitted", u, err, registry.UploadSubmitted, "")
	correct(registry.Conflict, cell("G2", "1"))
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "approved", u, err, registry.UploadConfirmed, "")
	all := r.catalogue(t, store.ProcessFilter{})
	if len(all) != 2 || all[0].Volumes[0].Total.Value == nil || *all[0].Volumes[0].Total.Value != 1200 || all[1].Remarks != "架空の備考" {
		t.Errorf("%+v", all)
	}
	receipt, err := r.Receipt(t.Context(), officer, u.ID)
	if done := receipt.Corrected; err != nil || len(done) != 2 || done[1].Was != "たくさん" || done[1].Actor != "架空のofficer" {
		t.Errorf("%+v, %v", done, err)
	}
	if got := r.kinds(t, u.ID); !strings.HasPrefix(got, "received read"+strings.Repeat(" corrected read", 4)+" submitted") {
		t.Error(got)
	}
}

// The right rows of a faulty file can be compared before the others are mended; its questions
// are asked only then.
func TestTheRightRowsOfAFaultyFileAreCompared(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 1))
	u := r.handIn(t, officer, intake.Options{},
		made("環境局", "甲の届出", 2), made("環境局", "乙の許可", "たくさん"), made("環境局", "丙の検査", 3))
	if u.State != registry.UploadFaulty {
		t.Fatal(u.State)
	}
	c := r.compared(t, officer, u.ID, store.ComparisonQuery{Rows: &store.RowFilter{Kind: store.RowChanged, Limit: 10}})
	if c.Counts != counts(1, 1, 0, 0, 1) || len(c.Rows) != 1 || len(c.Rows[0].Cells) == 0 {
		t.Errorf("%+v", c)
	}
	if _, err := r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true}); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("submitted: %v", err)
	}
	if found, err := r.store.ClearLeftovers(t.Context(), operator); found || err != nil {
		t.Errorf("the rows of the bureau's last file are cleared: %v", err)
	}
	r.handIn(t, officer, intake.Options{Replaces: u.ID}, made("環境局", "甲の届出", 2), made("環境局", "乙の許可", 1))
	if found, err := r.store.ClearLeftovers(t.Context(), operator); !found || err != nil {
		t.Errorf("the rows stay behind: %v", err)
	}
	if _, err := r.Comparison(t.Context(), officer, u.ID, store.ComparisonQuery{}); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("compared without rows: %v", err)
	}
	// A file without any right row has no difference.
	wrong := r.handIn(t, officer, intake.Options{}, made("環境局", "甲の届出", "たくさん"))
	if _, err := r.Comparison(t.Context(), officer, wrong.ID, store.ComparisonQuery{}); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("compared without right rows: %v", err)
	}
}

// Nobody corrects a cell that is only seen through a merged one.
func TestACorrectionThatCannotCountIsAnError(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	f, err := excelize.OpenReader(bytes.NewReader(book(t, header, made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 2))))
	if err == nil {
		defer f.Close()
		err = f.MergeCell("手続一覧", "E2", "E3")
	}
	var b bytes.Buffer
	if err == nil {
		err = f.Write(&b)
	}
	if err != nil {
		t.Fatal(err)
	}
	u, err := r.Receive(t.Context(), officer, intake.File{Name: "a.xlsx", Data: &b}, intake.Options{BureauID: officer.BureauID})
	if err == nil {
		_, err = r.Stage(t.Context(), officer, u.ID, "")
	}
	if err == nil {
		err = r.CorrectCells(t.Context(), officer, u.ID, []intake.CellCorrection{{Sheet: "手続一覧", Cell: "E3", Value: "別法"}}, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Stage(t.Context(), officer, u.ID, "")
	if err != nil || got.Upload.State != registry.UploadFaulty || got.Report.Summary.Errors != 1 {
		t.Fatalf("%+v, %v", got.Report, err)
	}
	for _, x := range got.Report.Findings {
		if x.Severity == finding.Error && (x.Rule != finding.RuleCorrectionRefused || !strings.Contains(x.Message, "セル E2 を直してください")) {
			t.Errorf("%+v", x)
		}
	}
}

// Cells that were put right beside a file are put right in the file that mends it, too, wherever
// the row is the same and the cell still holds what was put right; of the others it is said why
// not. What is undone then stays undone.
func TestCorrectionsAreCarriedOverToTheMendedFile(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"returned", "faulty", "faulty, and not named"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			officer, approver := r.two(t)
			row := func(name, status string, total any) []any {
				row := made("環境局", name, total)
				row[8] = status
				return row
			}
			u := r.handIn(t, officer, intake.Options{},
				row("甲の届出", "検討中", "たくさん"), row("乙の許可", "検討中", "多数"), row("丙の検査", "検討中", "いろいろ"),
				row("丁の登録", "検討中", 1), row("双子の届出", "検討中", "一杯"), row("双子の届出", "検討中", "二杯"), row("戊の閲覧", "済みかも", 1))
			cell := func(name, value string) intake.CellCorrection {
				return intake.CellCorrection{Sheet: "手続一覧", Cell: name, Value: value}
			}
			correct := func(cells ...intake.CellCorrection) {
				t.Helper()
				if err := r.CorrectCells(t.Context(), officer, u.ID, cells, ""); err != nil {
					t.Fatal(err)
				}
				got, err := r.Stage(t.Context(), officer, u.ID, "")
				if err != nil {
					t.Fatal(err)
				}
				u = got.Upload
			}
			correct(cell("G2", "1200"), cell("G3", "30"), cell("G4", "40"), cell("J5", "架空の備考"), cell("G6", "61"), cell("G7", "71"))
			if u.State != registry.UploadFaulty {
				t.Fatal(u.State)
			}
			opt := intake.Options{BureauID: officer.BureauID, Replaces: u.ID}
			switch way {
			case "faulty, and not named":
				opt.Replaces = 0
			case "returned":
				correct(cell("I8", "検討中"))
				back, err := r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true})
				did(t, "submitted", back, err, registry.UploadSubmitted, "")
				back, err = r.Return(t.Context(), approver, u.ID, "架空の理由", nil)
				did(t, "returned", back, err, registry.UploadReturned, "")
			}
			from := u.ID

			// Rows and columns have moved, 乙 and 戊 were mended in the file, 丙 is there no more.
			swapped := func(row []any) []any {
				row = slices.Clone(row)
				row[5], row[6] = row[6], row[5]
				return row
			}
			var err error
			u, err = r.Receive(t.Context(), officer, intake.File{Name: "直した棚卸.xlsx", Data: bytes.NewReader(book(t, swapped(header),
				swapped(row("己の届出", "検討中", 1)), swapped(row("丁の登録", "検討中", 1)),
				swapped(row("双子の届出", "検討中", "一杯")), swapped(row("双子の届出", "検討中", "二杯")),
				swapped(row("乙の許可", "検討中", "31")), swapped(row("甲の届出", "検討中", "たくさん")), swapped(row("戊の閲覧", "実施済", 1))))}, opt)
			if err != nil {
				t.Fatal(err)
			}
			got, err := r.Stage(t.Context(), officer, u.ID, "")
			if err != nil || got.Upload.State != registry.UploadStaged {
				t.Fatalf("%s, %+v, %v", got.Upload.State, got.Report.Findings, err)
			}
			made := func() string {
				t.Helper()
				list, err := r.Corrections(t.Context(), officer, u.ID)
				if err != nil {
					t.Fatal(err)
				}
				var cells []string
				for _, c := range list {
					cells = append(cells, fmt.Sprintf("%s %s→%s %s", c.Cell, c.Was, c.Value, c.Actor))
				}
				slices.Sort(cells)
				return strings.Join(cells, ", ")
			}
			const want = "F4 一杯→61 架空のofficer, F5 二杯→71 架空のofficer, F7 たくさん→1200 架空のofficer, J3 →架空の備考 架空のofficer"
			if got := made(); got != want {
				t.Errorf("carried over are %s", got)
			}
			events, err := r.store.UploadEvents(t.Context(), officer, u.ID)
			if err != nil {
				t.Fatal(err)
			}
			n, more := 6, ""
			if way == "returned" {
				n, more = 7, "、手続一覧 I8（値が「実施済」になっています）"
			}
			text := fmt.Sprintf("受付番号 %d の画面で直した %d セルのうち、4 セルを引き継ぎました：手続一覧 F7・J3・F4・F5。引き継いでいないもの："+
				"手続一覧 G3（値が「31」になっています）、手続一覧 G4（同じ行がありません）%s。", from, n, more)
			if e := events[1]; e.Kind != registry.EventCarried || e.Text != text {
				t.Errorf("%+v", events)
			}
			correct(intake.CellCorrection{Sheet: "手続一覧", Cell: "J3", Undo: true})
			if _, err := r.Stage(t.Context(), officer, u.ID, ""); err != nil {
				t.Fatal(err)
			}
			if got := made(); got != strings.TrimSuffix(want, ", J3 →架空の備考 架空のofficer") {
				t.Errorf("after one was undone, carried over are %s", got)
			}
		})
	}
}
