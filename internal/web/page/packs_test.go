package page_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// openRound makes a round that is open now.
func openRound(t *testing.T, r *webtest.Rig, fiscalYear int) {
	t.Helper()
	day := func(days int) string { return registry.DateOf(time.Now().AddDate(0, 0, days)) }
	r.As(registry.Headquarters).Post("/admin/rounds", "name", "架空の棚卸", "fiscal_year", strconv.Itoa(fiscalYear), "opens_on", day(-3),
		"deadline", day(20), "note", "架空の説明").Want(t, http.StatusSeeOther)
}

// zipped are the files of a zip by their names.
func zipped(t *testing.T, data string) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, e := range z.File {
		f, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[e.Name], err = io.ReadAll(f); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// A bureau gets its own pack from its board and no other, headquarters all of them with the list of
// what is handed in; each is the same by page and API.
func TestPacksAreFetchedFromTheBoard(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	hq, officer := r.As(registry.Headquarters), r.As(registry.Officer)
	officer.Get("/board/pack.xlsx").Want(t, http.StatusNotFound, "調査回はまだありません")
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 5, 1, "検討中", "不要"}, []any{"架空振動の検査", "架空振動法", 3, 1, "実施済", "不要"})
	openRound(t, r, 2021)
	officer.Get("/board").Want(t, 200, "!すべての局の調査票").See(t, webtest.Primary("自局の調査票を保存", "/board/pack.xlsx?round=1"))
	hq.Get("/board").Want(t, 200, "!自局の調査票を保存").See(t, webtest.Link("すべての局の調査票を zip で保存", "/board/packs.zip?round=1"))
	own := officer.Get("/board/pack.xlsx?round=1").Want(t, 200)
	for _, path := range []string{"/board/pack.xlsx", "/api/v1/board/pack.xlsx", "/api/v1/board/pack.xlsx?bureau=" + r.Bureau.Code} {
		if again := officer.Get(path).Want(t, 200); again.Body != own.Body {
			t.Errorf("%s is another file", path)
		}
	}
	officer.Get("/board/pack.xlsx?bureau=警視庁").Want(t, http.StatusForbidden)
	officer.Get("/api/v1/board/pack.xlsx?bureau=警視庁").Want(t, http.StatusForbidden)
	officer.Get("/api/v1/board/packs.zip").Want(t, http.StatusForbidden)
	hq.Get("/api/v1/board/pack.xlsx").Want(t, http.StatusBadRequest, "どの局の調査票か")
	hq.Get("/board/pack.xlsx?round=99&bureau=環境局").Want(t, http.StatusNotFound)

	files := zipped(t, hq.Get("/board/packs.zip?round=1").Want(t, 200).Body)
	if string(files["調査票_架空の棚卸_環境局.xlsx"]) != own.Body || len(files) != 3 {
		t.Errorf("the zip has %d files, or another pack than the bureau gets", len(files))
	}
	f, err := excelize.OpenReader(bytes.NewReader(files["提出一覧.xlsx"]))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := f.GetRows("提出一覧")
	if err != nil || len(lines) != 2 || lines[1][0] != "環境局" || lines[1][2] != "登録済み" || lines[1][3] != "2" {
		t.Errorf("%q, %v", lines, err)
	}
	if sums := string(files["SHA256SUMS"]); !strings.Contains(sums, lines[1][7]+"  調査票_架空の棚卸_環境局.xlsx") {
		t.Errorf("the list has another checksum than\n%s", sums)
	}

	// A later round ends the first, and is fetched by bureaus from its day on.
	day := func(days int) string { return registry.DateOf(time.Now().AddDate(0, 0, days)) }
	hq.Post("/admin/rounds", "name", "架空の次の棚卸", "fiscal_year", "2022", "opens_on", day(2), "deadline", day(60), "note", "").
		Want(t, http.StatusSeeOther)
	officer.Get("/board/pack.xlsx?round=2").Want(t, http.StatusConflict, "受付を始める")
	hq.Get("/board/pack.xlsx?round=2&bureau=環境局").Want(t, 200)
}

// What is left of a pack where only cells last: the version of each row tells of what moment it is.
// Without version and ID its rows are found by their content, and the page says so.
func TestAPackThatLostItsMarks(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 5, 1, "検討中", "不要"}, []any{"架空振動の検査", "架空振動法", 3, 1, "実施済", "不要"})
	openRound(t, r, 2021)
	officer, approver := r.As(registry.Officer), r.As(registry.Approver)
	lines := (&packSheet{t: t, file: openedPack(t, officer.Get("/board/pack.xlsx").Want(t, 200).Body)}).lines()
	change(t, approver, editedCell{1, "ministry", 0}, "架空の省")
	remark := slices.Index(lines[0], "備考")
	send := func(name string, skip int) string {
		t.Helper()
		var b strings.Builder
		for i, line := range lines {
			line = append(slices.Clone(line), make([]string, len(lines[0])-len(line))...)
			if i == 1 {
				line[remark] = "局の備考"
			}
			b.WriteString(strings.Join(line[skip:], ",") + "\r\n")
		}
		return officer.Send("/uploads", name, []byte(b.String())).Want(t, http.StatusSeeOther).Header.Get("Location")
	}
	at := send("印のない調査票.csv", 0)
	officer.Get(at).Want(t, 200, "に書き出した登録内容", "!内容から登録の手続とみました")
	officer.Get(at+"/difference").Want(t, 200, "局の備考", "!架空の省")

	at = send("手続IDもない調査票.csv", 2)
	officer.Get(at).Want(t, 200, "!に書き出した登録内容").
		See(t, webtest.Notice("info", "ファイルに、手続IDと書き出したときの印がありません。"))
	officer.Get(at+"/difference").Want(t, 200, "局の備考")
}
