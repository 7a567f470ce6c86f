// Package survey gives tests the real procedures of the national survey and a
// workbook made of them in the inventory form. The data lies beside the project
// and not in it; a test that needs it is skipped, by name, where it is absent.
package survey

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// FiscalYear is the year that [Workbook] gives the counts under.
const FiscalYear = 2023

const file = "data/national-survey-r6-local.csv.gz"

// Row is one real procedure, by the survey's own headers.
type Row map[string]string

// Total is the number of cases a year. The survey's file holds 0 where a count
// was left blank.
func (r Row) Total() int64 { return r.number("総手続件数") }

// Online is the number of cases a year that came online.
func (r Row) Online() int64 { return r.number("オンライン手続件数") }

func (r Row) number(column string) int64 {
	n, err := strconv.ParseInt(r[column], 10, 64)
	if err != nil {
		panic(fmt.Sprintf("survey row %s: %s: %v", r["手続ID"], column, err))
	}
	return n
}

// Path is the place of a file of the shared folder beside the project. The test
// is skipped where it is absent.
func Path(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("../shared/%s is absent", name)
	}
	return path
}

// Rows are the survey's 22,861 rows in their order.
func Rows(t testing.TB) []Row {
	t.Helper()
	f, err := os.Open(Path(t, file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]Row, 0, len(records)-1)
	for _, record := range records[1:] {
		row := make(Row, len(record))
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// bureaus are those that the made-up spread of the rows uses.
var bureaus = strings.Fields(`政策企画局 デジタルサービス局 総務局 財務局 主税局 生活文化局
オリンピック・パラリンピック準備局 都市整備局 住宅政策本部 環境局 福祉保健局 病院経営本部 産業労働局
中央卸売市場 建設局 港湾局 会計管理局 交通局 水道局 下水道局 教育庁 選挙管理委員会事務局
人事委員会事務局 監査事務局 労働委員会事務局 収用委員会事務局 議会局 警視庁 東京消防庁`)

// Bureau is the bureau that the row is given to: made up, the same each time,
// and one for all rows of a law.
func (r Row) Bureau() string {
	h := fnv.New32a()
	h.Write([]byte(r["所管府省庁"] + r["法令名"]))
	return bureaus[h.Sum32()%uint32(len(bureaus))]
}

// Status is the row's digitization status as the inventory form writes it.
func (r Row) Status() string {
	switch code, _, _ := strings.Cut(r["オンライン化の実施状況"], " "); code {
	case "1":
		return "実施済"
	case "5":
		return "一部実施済"
	case "3":
		return "適用除外"
	case "4":
		return "検討中"
	}
	if strings.Contains(r["オンライン化の実施予定及び検討時の懸念点"], "0 ") {
		return "今後実施"
	}
	return "未着手"
}

var (
	year   = regexp.MustCompile(`(\d{4})年度`)
	period = regexp.MustCompile(`^[0-9]{1,3}(日|週|月|年)$`)
)

func (r Row) plannedYear() string {
	if m := year.FindStringSubmatch(r["オンライン化実施時期"]); m != nil {
		return m[1]
	}
	return ""
}

func (r Row) lawChange() string {
	obstacles := r["オンライン化の実施予定及び検討時の懸念点"]
	switch {
	case strings.Contains(obstacles, "1 制度改正"), strings.Contains(obstacles, "2 制度改正"):
		return "要"
	case r.Status() == "実施済":
		return "不要"
	}
	return ""
}

func (r Row) fee() string {
	switch code, _, _ := strings.Cut(r["手数料等の納付有無"], " "); code {
	case "1":
		return "なし"
	case "2":
		return "あり"
	}
	return ""
}

func (r Row) seal() string {
	switch code, _, _ := strings.Cut(r["申請等における本人確認手法"], " "); code {
	case "1", "2":
		return "有"
	case "6":
		return "無"
	}
	return ""
}

func (r Row) period() string {
	if p := r["処理期間(非オンライン)"]; period.MatchString(p) {
		return p
	}
	return ""
}

func first(list string) string {
	item, _, _ := strings.Cut(list, "; ")
	return item
}
