package report_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/wording"
)

// packRound is a round of the made-up registry, as it is stored.
func packRound(t testing.TB, w *storetest.World) registry.Round {
	t.Helper()
	id, err := w.SaveRound(t.Context(), registry.Operator("架空の本部"), registry.Round{Name: "架空の令和4年度棚卸", FiscalYear: 2021,
		OpensOn: time.Date(2022, 10, 1, 0, 0, 0, 0, registry.Tokyo), Deadline: time.Date(2022, 12, 28, 0, 0, 0, 0, registry.Tokyo),
		Asks: registry.AsksHolders, Note: "架空の説明です。"})
	if err != nil {
		t.Fatal(err)
	}
	rounds, err := w.Rounds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := registry.RoundAsked(rounds, id, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func bureauNamed(t testing.TB, s *store.Store, name string) registry.Bureau {
	t.Helper()
	bureaus, err := s.Bureaus(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(bureaus, func(b registry.Bureau) bool { return b.Name == name })
	if i < 0 {
		t.Fatalf("no bureau %s", name)
	}
	return bureaus[i]
}

func packOf(t testing.TB, s *store.Store, scope registry.Scope, r registry.Round, b registry.Bureau) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := report.WritePack(t.Context(), s, scope, r, b, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func opened(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// A pack says what the round asks, shows the last answers beside the cells to fill, asks its open
// questions on their cells, and is the same bytes whoever makes it, however often.
func TestAPackAsksWhatTheRoundAsks(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	row := func(name string, status registry.Status, year int, volumes ...registry.Volume) *storetest.Row {
		return &storetest.Row{Volumes: volumes, Process: registry.Process{BureauID: 10, ProcedureName: name, Status: status, ProcessType: "1",
			InScope: true, NationalLawChange: registry.LawChangeNotRequired, Obstacle: []string{"6"}, PlannedFiscalYear: year}}
	}
	late := row("架空の届出", registry.Planned, 2022, storetest.Cases(2020, registry.Exact, 1200, 30))
	done := row("架空の許可", registry.Done, 2021, storetest.Cases(2020, registry.Exact, 500, 500), storetest.Cases(2021, registry.Exact, 600, 600))
	w.Change(t, "2022-04-01 09:00", "作り物", late, done, row("架空の検査", registry.Considering, 2024))
	late.PlannedFiscalYear = 2021
	w.Change(t, "2022-11-01 09:00", "作り物", late)
	r := packRound(t, w)
	bureau := bureauNamed(t, w.Store, "環境局")
	bureau.ID = 10
	data := packOf(t, w.Store, registry.Operator("作り物"), r, bureau)
	f := opened(t, data)
	if want := []string{"はじめに", "手続一覧", "コード一覧", "局の数値", "この調査票について"}; !slices.Equal(f.GetSheetList(), want) {
		t.Errorf("sheets %q", f.GetSheetList())
	}
	for _, sheet := range f.GetSheetList() {
		lines, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if sheet != "コード一覧" {
				wording.Check(t, sheet, strings.Join(line, " "))
			}
		}
	}
	lines, _ := f.GetRows("手続一覧")
	at := func(row int, header string) string {
		i := slices.Index(lines[0], header)
		if i < 0 {
			t.Fatalf("no column %s in %q", header, lines[0])
		}
		if i >= len(lines[row]) {
			return ""
		}
		return lines[row][i]
	}
	for _, c := range []struct {
		row          int
		header, want string
	}{
		{1, "【前回】年間件数（令和2年度）", "1,200"}, {1, "年間件数（令和3年度）", ""}, {1, "【前回】うちオンライン件数（令和2年度）", "30"},
		{1, "【前回】デジタル化予定年度", "2022"}, {1, "デジタル化予定年度", "2021"}, {1, "【前回】デジタル化状況", "今後実施"}, {1, "デジタル化状況", "今後実施"},
		{2, "年間件数（令和3年度）", "600"}, {2, "【前回】年間件数（令和2年度）", "500"}, {2, "【前回】デジタル化状況", "実施済"},
	} {
		if got := at(c.row, c.header); got != c.want {
			t.Errorf("row %d, %s: %q, want %q", c.row, c.header, got, c.want)
		}
	}
	comments, err := f.GetComments("手続一覧")
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]string{}
	for _, c := range comments {
		if column, row, _ := excelize.CellNameToCoordinates(c.Cell); row > 1 {
			asked[fmt.Sprint(row-1, " ", lines[0][column-1])] = c.Text
		}
	}
	if len(asked) != 2 || !strings.Contains(asked["1 デジタル化予定年度"], "予定年度の令和3年度が過ぎています") ||
		!strings.Contains(asked["3 年間件数（令和3年度）"], "判定できません") {
		t.Errorf("it asks %q", asked)
	}
	if again := packOf(t, w.Store, registry.Operator("別の人"), r, bureau); !bytes.Equal(again, data) {
		t.Error("made again it is other bytes")
	}
	officer := registry.ScopeOf(registry.Account{ID: 1, Name: "架空の入力者", Role: registry.Officer, BureauID: bureau.ID})
	if own := packOf(t, w.Store, officer, r, bureau); !bytes.Equal(own, data) {
		t.Error("its bureau gets other bytes")
	}
	checked, err := importer.Check(t.Context(), importer.Source{Name: "調査票.xlsx", Data: bytes.NewReader(data), Size: int64(len(data))},
		importer.Options{Bureau: "環境局"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range checked.Findings {
		t.Errorf("%s %s %s %s: %q %s", f.Severity, f.Rule, f.Sheet, f.Cell, f.Raw, f.Message)
	}
	if len(checked.Records) != 3 || checked.File.Stamp.IsZero() {
		t.Errorf("%d records, stamp %s", len(checked.Records), checked.File.Stamp)
	}
	for _, table := range checked.Tables {
		for _, u := range table.Unmapped {
			if u.Header != form.VersionHeader && !strings.HasPrefix(u.Header, form.LastTime) || u.Reason != "own" {
				t.Errorf("%s is not read: %s", u.Header, u.Reason)
			}
		}
	}
}
