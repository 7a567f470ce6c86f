package cli

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// runOn runs a verb over a database and gives its status and what it printed.
func runOn(t *testing.T, url string, args ...string) (status int, out, errors string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := &program{out: &stdout, err: &stderr, environ: []string{"TETSUZUKI_DATABASE_URL=" + url}}
	status = p.run(t.Context(), args)
	return status, stdout.String(), stderr.String()
}

// reached finds where a text says that a target is reached.
var reached = regexp.MustCompile(`達しています|届いています|届きます`)

func TestReadingVerbsOnAnEmptyRegistry(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	for _, c := range []struct {
		args   string
		status int
		out    string // a part of it
		err    string
	}{
		{"progress --json", exitOK, `"rate": null`, ""},
		{"progress --json --as-of 2021-12-31", exitOK, `"as_of": "2021-12-31T23:59:59.999999+09:00"`, ""},
		{"progress", exitOK, "目標「３年間で70％」", ""},
		{"progress", exitOK, "法令改正の要否が不明の手続 0 は数えていません", ""},
		{"progress --as-of 2021-12-31", exitOK, "進捗（2021年12月31日時点", ""},
		{"progress --as-of 昨日", exitUsage, "", "--as-of"},
		{"progress --as-of 9000-01-01", exitWrong, "", "未来の日付"},
		{"progress --as-of 2021-12-31 --organisation now", exitOK, "進捗（2021年12月31日時点", ""},
		{"progress --organisation later", exitUsage, "", "--organisation"},
		{"curve --json --from 2021-04-01 --step quarter", exitOK, `"rule_version"`, ""},
		{"curve --from 2021-04-01", exitOK, "率の推移（", ""},
		{"curve --step week", exitWrong, "", "--step quarter"},
		{"plan --json", exitOK, `"reached_year": null`, ""},
		{"plan", exitOK, "目標が数える手続がありません", ""},
		{"plan --save 架空の計画 --objective cases", exitOK, "これよりよい計画はありません", ""},
		{"plan --save 次の計画 --rate 50", exitOK, "目標「率による目標」", ""},
		{"plan --rate 120", exitWrong, "", "目標の率は、0より大きく"},
		{"plan list", exitOK, "1  架空の計画", ""},
		{"plan list --json", exitOK, `"exact": true`, ""},
		{"plan show 1", exitOK, "最も多くの件数", ""},
		{"plan show 9", exitWrong, "", "この番号の計画はありません"},
		{"plan compare 1 2 --json", exitOK, `"only_a"`, ""},
		{"plan compare 1 2", exitOK, "年度が違う手続", ""},
		{"plan withdraw 2", exitWrong, "", "理由を入力"},
		{"plan withdraw 2 --reason 不要", exitOK, "次の計画", ""},
		{"forecast --json", exitOK, `"quarters"`, ""},
		{"forecast", exitOK, "対象の手続がないため、率の見込みはありません。", ""},
		{"forecast --target ない目標", exitWrong, "", "「ない目標」という目標は"},
		{"laws --json --by article", exitOK, `"laws"`, ""},
		{"laws", exitOK, "支障になっている国の法令（", ""},
		{"laws --by 局", exitWrong, "", "--by article"},
		{"curve --from 2021-04-01 --bureau 未知局", exitWrong, "", "未知局"},
		{"bridge --json --from 2021-04-01", exitOK, `"parts": []`, ""},
		{"bridge --from 2021-04-01 --to 2022-03-31 --rate cases --bureau B10", exitOK, "件数カバー率の増減", ""},
		{"thresholds --json", exitOK, `"volume": 10000`, ""},
		{"thresholds set 2030-04-01 5000", exitWrong, "", "変更の理由"},
		{"thresholds set 来月 5000 --reason 試し", exitWrong, "", "R5.4.1"},
		{"thresholds set 2030-04-01 5000 --reason 試し", exitOK, "2030年4月1日から  年間 5,000 件以上", ""},
		{"thresholds withdraw 2030-04-01 --reason 誤り", exitOK, "まで）", ""},
		{"thresholds --json", exitOK, `"ended_reason": "誤り"`, ""},
		{"targets --json", exitOK, `"scope": "discretion"`, ""},
		{"targets set 試し --from 2026-04-01 --to 2027-03-31 --percent 50 --scope half --reason 試し", exitWrong, "", "applications"},
		{"targets set 試し --from 2026-04-01 --to 2027-03-31 --percent 50 --scope applications --reason 試し", exitOK, "3  試し", ""},
		{"targets set 試し --target 3 --from 2026-04-01 --to 2027-03-31 --percent 50 --count 5 --reason 試し", exitWrong, "", "どちらか一方"},
		{"targets set 試し --target 3 --from 2026-04-01 --to 2027-03-31 --count 5 --reason 試し", exitOK, "5 手続", ""},
		{"targets withdraw 3 --reason 誤り", exitOK, "まで）", ""},
		{"targets withdraw 99 --reason 誤り", exitWrong, "", "この目標はないか"},
		{"organisation --json", exitOK, `"kind": "split"`, ""},
		{"organisation add 架空局 --on 2024-04-01", exitWrong, "", "変更の理由"},
		{"organisation add 架空局 --on 2024-04-01 --reason 試し", exitOK, "架空局を新設", ""},
		{"organisation rename B34 架空大局 --on 2025-04-01 --reason 試し", exitOK, "架空局 → 架空大局", ""},
		{"organisation split 架空大局 一局 二局：架空部 --on 2026-04-01 --reason 試し", exitOK, "架空大局 → 一局、二局", ""},
		{"organisation merge 一局 二局 --into 三局 --on 2026-05-01 --reason 試し", exitOK, "一局、二局 → 三局", ""},
		{"organisation close 三局 --on 2026-06-01 --reason 試し", exitOK, "三局を廃止", ""},
		{"organisation withdraw 99 --reason 誤り", exitWrong, "", "この番号の組織の改正"},
		{"organisation withdraw 9 --reason 誤り", exitOK, "取りやめ", ""},
		{"organisation move 8", exitWrong, "", "すべて移っています"},
		{"bridge", exitWrong, "", "はじめの時点には"},
		{"bridge --from 2021-04-01 --rate half", exitWrong, "", "--rate cases"},
		{"priority --json", exitOK, `"processes": []`, ""},
		{"priority", exitOK, "重点手続（", ""},
	} {
		status, out, err := runOn(t, url, strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(out, c.out) || !strings.Contains(err, c.err) {
			t.Errorf("%s: status %d, want %d\n%s%s", c.args, status, c.status, out, err)
		}
		// A target that counts nothing is not reached: 0 of 0 are nothing done.
		if said := reached.FindString(out); said != "" {
			t.Errorf("%s says of an empty registry: %s\n%s", c.args, said, out)
		}
	}
	_, out, _ := runOn(t, url, "progress", "--json")
	var f map[string]any
	if err := json.Unmarshal([]byte(out), &f); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"as_of", "threshold", "processes", "in_scope", "done", "rates", "priority", "target", "bureaus"} {
		if _, ok := f[key]; !ok {
			t.Errorf("the figures lack %s", key)
		}
	}
	if f["threshold"] != 10000.0 || len(f["bureaus"].([]any)) == 0 {
		t.Errorf("%s", out)
	}
}

func TestFiguresForPeople(t *testing.T) {
	t.Parallel()
	f := progress.Of(registry.Standing{
		AsOf:      registry.EndOf(time.Date(2022, 12, 31, 0, 0, 0, 0, registry.Tokyo)),
		Threshold: registry.Threshold{Volume: 10000},
		Bureaus:   []registry.Bureau{{ID: 1, Name: "作り物局"}},
		Tallies: []registry.Tally{
			{BureauID: 1, Status: registry.Done, InScope: true, LawChange: registry.LawChangeNotRequired, Priority: registry.Yes,
				Processes: 6996, VolumeKnown: 6990, Volume: 1234567, UsageKnown: 1, UsageTotal: 3, UsageOnline: 2},
			{BureauID: 1, Status: registry.Partial, InScope: true, LawChange: registry.LawChangeUnknown, Priority: registry.Undecidable, Processes: 3004},
		},
	})
	var b bytes.Buffer
	if err := writeFigures(&b, f); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"2022年12月31日時点", "手続プロセス 10,000 手続、うち対象 10,000 手続、実施済 6,996 手続（ほかに一部実施済 3,004 手続）",
		"69.9％  6,996 ÷ 10,000 手続", "100.0％  1,234,567 ÷ 1,234,567 件/年（件数不明の 3,010 手続を除く）",
		"66.6％  2 ÷ 3", "（法令改正の要否が不明の 3,004 手続を除く）", "判定不能 3,004 手続", "作り物局",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("lacks %q:\n%s", want, b.String())
		}
	}
}
