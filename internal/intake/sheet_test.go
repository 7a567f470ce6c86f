package intake_test

import (
	"bytes"
	"testing"

	"tetsuzuki/import/sheettest"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// header is that of the tests' sheets; their rows are made up.
var header = []any{"局", "手続ID", "手続名", "手続類型", "根拠法令", "根拠条項", "年間件数（令和3年度）", "うちオンライン件数（令和3年度）", "デジタル化状況", "備考"}

// made is a made-up row of bureau, name and total.
func made(bureau, name string, total any) []any {
	return []any{bureau, nil, name, "申請等", "試験法", "第1条", total, nil, "検討中", nil}
}

// book is a workbook with one sheet.
func book(t testing.TB, header []any, rows ...[]any) []byte {
	t.Helper()
	return sheettest.Book(t, "手続一覧", append([][]any{header}, rows...)...)
}

// rows imports rows under the tests' header, with every power.
func (r rig) rows(t testing.TB, rows ...[]any) intake.Result {
	t.Helper()
	return r.book(t, operator, book(t, header, rows...), intake.Options{})
}

func (r rig) book(t testing.TB, scope registry.Scope, book []byte, opt intake.Options) intake.Result {
	t.Helper()
	if opt.Answers == (store.Answers{}) {
		opt.Answers = store.TheFile
	}
	result, err := r.Import(t.Context(), scope, intake.File{Name: "棚卸.xlsx", Data: bytes.NewReader(book)}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// bureau is the ID of a bureau.
func (r rig) bureau(t testing.TB, name string) int {
	t.Helper()
	b, err := r.store.Bureau(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return b.ID
}

// catalogue is every process with its volumes, by ID, as of now.
func (r rig) catalogue(t testing.TB, filter store.ProcessFilter) []store.ProcessDetail {
	t.Helper()
	page, err := r.store.Processes(t.Context(), operator, filter)
	if err != nil {
		t.Fatal(err)
	}
	var all []store.ProcessDetail
	for _, p := range page.Processes {
		d, err := r.store.Process(t.Context(), operator, p.ID, filter.AsOf)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}

// counts fails the test where the upload's state or counts are others.
func (r rig) expect(t testing.TB, got intake.Result, state registry.UploadState, counts registry.UploadCounts) {
	t.Helper()
	if got.Upload.State != state || got.Upload.Counts != counts {
		t.Errorf("%s %+v, want %s %+v", got.Upload.State, got.Upload.Counts, state, counts)
		for _, f := range got.Report.Findings {
			t.Logf("%s %s %s %s: %s", f.Severity, f.Rule, f.Cell, f.Raw, f.Message)
		}
	}
}
