package report_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
	"tetsuzuki/import/stamp"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/wording"
)

// setAt saves a round as if it were another day.
func setAt(t *testing.T, w *storetest.World, day time.Time, r registry.Round) int {
	t.Helper()
	s, err := store.Open(t.Context(), w.URL, store.Options{Clock: func() time.Time { return day }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	id, err := s.SaveRound(t.Context(), registry.Operator("架空の本部"), r)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Where a round had opened by the later moment, the quarter has the bureaus' packs of that moment:
// they say of when they are, come back as exports of it, and are the same whatever was set or
// written since.
func TestTheQuarterHasTheBureausPacks(t *testing.T) {
	t.Parallel()
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, registry.Tokyo)
	}
	w := storetest.New(t)
	in := func(bureau int, name string) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: bureau, ProcedureName: name, Status: registry.Planned, ProcessType: "1",
			InScope: true, PlannedFiscalYear: 2021}}
	}
	report, permit := in(10, "架空の届出"), in(11, "架空の許可")
	w.Change(t, "2022-08-01 09:00", "作り物", report, permit)
	report.PlannedFiscalYear = 2022
	w.Change(t, "2022-11-02 10:00", "作り物", report)
	base := time.Date(2022, 11, 2, 10, 0, 0, 0, registry.Tokyo)
	round := registry.Round{Name: "架空の令和4年度棚卸", FiscalYear: 2021, OpensOn: day(2022, 10, 1), Deadline: day(2022, 12, 28),
		Note: "架空の説明です。"}
	round.ID = setAt(t, w, day(2022, 9, 15), round)

	first := quarterZip(t, w.Store, quarterEnds)
	files := unzipped(t, first)
	if files["局別/環境局_20221231.xlsx"] != nil {
		t.Error("it has the plain list as well")
	}
	var ids []string
	for name, data := range files {
		bureau, isPack := strings.CutSuffix(strings.TrimPrefix(name, "局別/"), "_調査票_20221231.xlsx")
		if !isPack {
			continue
		}
		got, err := importer.Check(t.Context(), importer.Source{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))},
			importer.Options{Bureau: bureau})
		if err != nil {
			t.Fatal(err)
		}
		if s := got.File.Stamp; !s.Base.Equal(base) || !s.Shown.Equal(quarterEnds.To) {
			t.Errorf("%s: its mark is %s", name, s)
		}
		for _, r := range got.Records {
			ids = append(ids, r.Values.ProcessID)
		}
	}
	slices.Sort(ids)
	if want := []string{report.ID.String(), permit.ID.String()}; !slices.Equal(ids, want) {
		t.Errorf("the packs have %q, want %q", ids, want)
	}
	f := opened(t, files["局別/環境局_調査票_20221231.xlsx"])
	for sheet, texts := range map[string][]string{
		"はじめに":      {"架空の令和4年度棚卸　調査票（環境局）", "2022年12月28日", "2022年12月31日 23:59 の登録内容です。", "架空の説明です。"},
		"局の数値":      {"2022年12月31日 23:59 時点の登録内容から求めました。"},
		"この調査票について": {"2022年12月31日 23:59"},
	} {
		lines, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, line := range lines {
			all = append(all, line...)
			wording.Check(t, sheet, strings.Join(line, " "))
		}
		for _, text := range texts {
			if !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, text) }) {
				t.Errorf("%s lacks %q: %q", sheet, text, all)
			}
		}
	}
	lines, err := f.GetRows("手続一覧")
	if err != nil {
		t.Fatal(err)
	}
	row := map[string]string{}
	for i, header := range lines[0] {
		if i < len(lines[1]) {
			row[header] = lines[1][i]
		}
	}
	if row["デジタル化予定年度"] != "2022" || row[form.LastTime+"デジタル化予定年度"] != "2021" ||
		row[form.VersionHeader] != stamp.Row(base, report.ID.String()) {
		t.Errorf("the row is %q", row)
	}

	// The round is set anew, another one is told afterwards to have opened, and processes change.
	round.Name, round.Note, round.Deadline = "架空の名を変えた棚卸", "あとからの説明です。", day(2023, 1, 31)
	setAt(t, w, day(2023, 1, 5), round)
	setAt(t, w, day(2023, 1, 6), registry.Round{Name: "架空のあとから決めた回", FiscalYear: 2021, OpensOn: day(2022, 12, 1),
		Deadline: day(2023, 2, 1)})
	report.Status = registry.Done
	w.Change(t, "2023-03-02 10:00", "作り物", report, in(10, "後から"))
	if again := quarterZip(t, w.Store, quarterEnds); !bytes.Equal(first, again) {
		t.Errorf("a second time it is another zip: %s", differing(t, first, again))
	}
}
