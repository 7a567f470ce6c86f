package page_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/webtest"
)

// lived is a rig over a registry with two years of history, published figures and one figure
// from before.
func lived(t *testing.T) *webtest.Rig {
	t.Helper()
	r := webtest.NewRig(t)
	r.World.Live(t, 3)
	hq := r.As(registry.Headquarters)
	hq.Call("POST", "/api/v1/snapshots", `{"name": "架空の第2四半期", "as_of": "2022-09-30"}`).Want(t, 201)
	hq.Post("/entered-figures", "name", "架空の条例のとき", "day", "2020-09-30", "rate_kind", "process", "source", "架空の報告",
		"reason", "架空の理由", "percent", "5").Want(t, 303)
	hq.Get("/").Want(t, 200)
	return r
}

// The page of the course shows the rate at each end of a month with its lists, the plan, the
// targets and the entered figures; the table and the picture leave as files.
func TestTheCourseOfARate(t *testing.T) {
	t.Parallel()
	r := lived(t)
	planner := r.As(registry.Planner)
	page := planner.Get("/progress/curve?from=2021-06-01&to=R4.12.31&step=quarter").Want(t, 200, "目標「３年間で70％」", "定義")
	page.See(t, webtest.Heading("率の推移"), webtest.Heading("デジタル化率"), webtest.Current("推移"), webtest.Current("進捗"),
		webtest.Filled("はじめの日", "2021年6月1日"), webtest.Filled("終わりの日", "2022年12月31日"), webtest.Filled("点の間隔", "四半期末ごと"),
		webtest.Link("図をSVGで保存", "/progress/curve.svg?from=2021-06-01&step=quarter&to=2022-12-31"),
		webtest.Link("この期間の増減の理由を見る", "/progress/bridge?from=2021-06-30&to=2022-12-31"),
		webtest.Row("2022年12月31日", "実績"), webtest.Row("2023年3月31日", "計画"), webtest.Row("2024年3月31日", "目標", "70.0％"))
	planner.Get("/progress/curve?step=quarter").Want(t, 200).See(t,
		webtest.Row("2020年9月30日", "登録前の公表値", "5.0％", "架空の条例のとき（架空の報告）"))
	// Each number leads to the list that it counts.
	want := planner.Get("/api/v1/progress?as_of=2022-09-30").Want(t, 200)
	rate := decoded[progress.Figures](t, want).Rates.Process
	page.See(t,
		webtest.Row("2022年9月30日", "実績", "％", registry.Thousands(rate.Numerator), registry.Thousands(rate.Denominator)),
		webtest.Link(registry.Thousands(rate.Numerator), "/processes?as_of=2022-09-30&scope=counted&status=done"))
	planner.Get("/processes?as_of=2022-09-30&scope=counted&status=done").Want(t, 200).
		See(t, webtest.Counted(registry.Thousands(rate.Numerator)))
	course := decoded[progress.Curve](t, planner.Get("/api/v1/curve?to=2022-12-31").Want(t, 200))
	for plan, n := range map[string]int64{"none": course.Plan.NoYear, "passed": course.Plan.Passed} {
		list := "/processes?as_of=2022-12-31&plan=" + plan
		page.See(t, webtest.Link(registry.Thousands(n), list))
		planner.Get(list).Want(t, 200).See(t, webtest.Counted(registry.Thousands(n)))
	}
	page.See(t, webtest.Row("2022年3月31日", "実績"))
	apart := planner.Get("/progress/curve?to=2022-12-31").Want(t, 200, "実績の線が2本あるのは", "いちばん離れている", "!件数が改められた分")
	widest := chart.Widest(course, progress.RateProcess)
	for _, r := range []progress.Rate{widest.Rates.Process, widest.KnownNow.Process} {
		apart.Want(t, 200, registry.DayText(widest.AsOf)+"は、", "当時の記録で", fmt.Sprintf("%s（%s ÷ %s）", r.Text(),
			registry.Thousands(r.Numerator), registry.Thousands(r.Denominator)))
	}
	planner.Get("/progress/curve?to=2022-12-31&bureau=B10").Want(t, 200, "見込み：10回に8回はこの幅", "真ん中の見込み。10回に8回は").See(t,
		webtest.Link("見込み", "/progress/forecast?as_of=2022-12-31&bureau=B10"))
	planner.Get("/progress/curve?rate=cases").Want(t, 200, "件数が改められた分", "!見込み：")
	planner.Get("/progress/curve?rate=discretion").Want(t, 200)
	usage := course.Points[len(course.Points)-1].Rates.Usage
	planner.Get("/progress/curve?rate=usage&to=2022-12-31").Want(t, 200, "計画の線と目標がありません", "!実績の線が2本あるのは").See(t,
		webtest.Row("2022年12月31日", "実績", usage.Text(), registry.Thousands(usage.Numerator), registry.Thousands(usage.Denominator)),
		webtest.Link(registry.Thousands(usage.Denominator), "/processes?as_of=2022-12-31&scope=counted&usage=known"),
		webtest.Not(webtest.Row("計画")))
	for _, wrong := range []string{"from=きのう", "rate=color", "step=week", "color=red", "bureau=ない局", "from=2030-01-01"} {
		planner.Get("/progress/curve?"+wrong).Want(t, 400, "ください")
	}
	csv := planner.Get("/progress/curve.csv?step=quarter").Want(t, 200).Body
	if !strings.HasPrefix(strings.TrimPrefix(csv, "\ufeff"), "日,種別,率,分子,分母,不明,いま分かっている率") || !strings.Contains(csv, "登録前の公表値,5.0") {
		t.Errorf("the table is %.300q", csv)
	}
	planner.Get("/progress/curve.xlsx").Want(t, 200)
	wantSVG(t, planner.Get("/progress/curve.svg").Want(t, 200))
	wantSVG(t, planner.Get("/progress/bridge.svg?from=2022-03-31").Want(t, 200))
	r.As(registry.Officer).Get("/progress/curve").Want(t, 200).See(t, webtest.Not(webtest.Field("局")))
	r.As(registry.Officer).Get("/progress/curve?bureau=B11").Want(t, 403)
}

// decoded reads the JSON of an answer.
func decoded[T any](t *testing.T, a webtest.Answer) (value T) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.Body), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// wantSVG wants a whole picture that needs nothing besides.
func wantSVG(t *testing.T, a webtest.Answer) {
	t.Helper()
	if got := a.Header.Get("Content-Type"); got != "image/svg+xml" {
		t.Errorf("it is %q", got)
	}
	d := xml.NewDecoder(bytes.NewReader([]byte(a.Body)))
	elements := map[string]int{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("it is no XML: %v\n%.500s", err, a.Body)
		}
		if e, ok := token.(xml.StartElement); ok {
			elements[e.Name.Local]++
			if e.Name.Space != "http://www.w3.org/2000/svg" {
				t.Errorf("%s is of %q", e.Name.Local, e.Name.Space)
			}
		}
	}
	for _, name := range []string{"svg", "title", "desc", "rect", "text"} {
		if elements[name] == 0 {
			t.Errorf("the picture has no %s", name)
		}
	}
}

// The page of reasons begins at the last published figures, adds up, and leads from each reason
// to its processes.
func TestTheReasonsWhyARateChanged(t *testing.T) {
	t.Parallel()
	r := lived(t)
	planner := r.As(registry.Planner)
	page := planner.Get("/progress/bridge?to=2023-03-01").Want(t, 200, "前の公表値「架空の第2四半期」の時点", "ポイント")
	page.See(t, webtest.Current("増減の理由"), webtest.Heading("理由ごとの増減"), webtest.Row("はじめ"), webtest.Row("終わり"))
	api := planner.Get("/api/v1/bridge?from=2022-09-30&to=2023-03-01").Want(t, 200)
	parts := decoded[progress.Bridge](t, api).Parts
	if len(parts) < 3 {
		t.Fatalf("the history has too few reasons: %v", parts)
	}
	for _, p := range parts {
		list := "/progress/bridge/processes?from=2022-09-30&part=" + string(p.Kind) + "&to=2023-03-01"
		page.See(t, webtest.Link(registry.Thousands(p.Processes), list))
		planner.Get(list).Want(t, 200).See(t, webtest.Heading(p.Label), webtest.Counted(registry.Thousands(p.Processes)),
			webtest.Link("増減の理由", "/progress/bridge?from=2022-09-30&to=2023-03-01"))
	}
	planner.Get("/progress/bridge?rate=cases&from=2021-12-31").Want(t, 200, "件数カバー率", "単位は件です")
	usage := decoded[progress.Bridge](t, planner.Get("/api/v1/bridge?from=2021-12-31&to=2023-03-01&rate=usage").Want(t, 200))
	told := planner.Get("/progress/bridge?from=2021-12-31&to=2023-03-01&rate=usage").Want(t, 200, "オンライン利用率", "単位は件です")
	for _, p := range usage.Parts {
		list := "/progress/bridge/processes?from=2021-12-31&part=" + string(p.Kind) + "&rate=usage&to=2023-03-01"
		told.See(t, webtest.Row(p.Label, chart.Signed(p.Numerator)), webtest.Link(registry.Thousands(p.Processes), list))
		planner.Get(list).Want(t, 200, "うちオンライン").See(t, webtest.Counted(registry.Thousands(p.Processes)))
	}
	planner.Get("/progress/bridge/processes?part=digitized&from=2021-12-31&to=x").Want(t, 400, "ください")
	if csv := planner.Get("/progress/bridge.csv?from=2021-12-31").Want(t, 200).Body; !strings.Contains(csv, "\r\n終わり,") {
		t.Errorf("the table is %q", csv)
	}
	webtest.NewRig(t).As(registry.Planner).Get("/progress/bridge").Want(t, 200, "1年前")
}

// The four rates tell how far they moved since the last published figures and since a day that
// somebody chose.
func TestTheRatesTellTheirChange(t *testing.T) {
	t.Parallel()
	r := lived(t)
	planner := r.As(registry.Planner)
	planner.Get("/?as_of=2023-03-01&since=R4.3.31").Want(t, 200, "公表値「架空の第2四半期」の", "2022年3月31日の").See(t,
		webtest.Filled("比べる日", "2022年3月31日"))
	planner.Get("/?as_of=2022-03-31").Want(t, 200, "!公表値「")
	planner.Get("/?as_of=2022-03-31&since=2022-04-01").Want(t, 400, "前の日を入力してください")
	planner.Get("/?since=4月").Want(t, 400, "比べる日「4月」を日付として読めません")
	r.As(registry.Officer).Get("/?since=2022-03-31").Want(t, 200, "ポイント")
}

// The pages of progress are reached by clicks and keys, are accessible, and fit a narrow window.
func TestThePagesOfProgressInABrowser(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := lived(t)
	w := r.Window()
	r.As(registry.Planner).Lend(w)
	w.Go("/")
	w.Follow("#curve-heading", chromedp.Click(`.tabs a[href^="/progress/curve"]`))
	look := func(name string) {
		t.Helper()
		w.Accessible(w.Path())
		for _, width := range []int64{320, 1280} {
			w.Size(width, 900)
			if got := browser.Eval[int64](w, `document.documentElement.scrollWidth`); got > width {
				t.Errorf("%s is %d px wide at %d px", name, got, width)
			}
			shoot(w, name, width)
		}
	}
	look("curve")
	w.Follow("#bridge-heading", chromedp.SendKeys(`.tabs a[href^="/progress/bridge"]`, kb.Enter))
	look("bridge")
	w.Follow("main .back", chromedp.Click(`#parts ~ .table-box tbody a[href^="/progress/bridge/processes"]`))
	look("bridge-part")
	w.Follow("#matrix", chromedp.Click(`.tabs a[href^="/progress/scope"]`))
	look("scope")
	w.Follow("#missing", chromedp.Click(`.tabs a[href^="/progress/honesty"]`))
	look("honesty")
	w.Follow("#states", chromedp.SendKeys(`.tabs a[href^="/progress/bureaus"]`, kb.Enter))
	look("bureaus")
	w.Scripts(false)
	w.Go("/progress/curve")
	w.Follow("#bridge-heading", chromedp.Click(`.tabs a[href^="/progress/bridge"]`))
}

// shoot writes a picture of the page where the environment names a folder for it.
func shoot(w *browser.Window, name string, width int64) {
	if folder := os.Getenv("TETSUZUKI_TEST_SCREENSHOTS"); folder != "" {
		height := browser.Eval[int64](w, `document.documentElement.scrollHeight`)
		w.Size(width, height)
		w.Screenshot(folder + "/" + name + "-" + strconv.FormatInt(width, 10) + ".png")
	}
}

// Where all processes stand, what keeps those that are not done, and how sure the figures are:
// each number leads to the list that it counts.
func TestScopeObstaclesAndHonesty(t *testing.T) {
	t.Parallel()
	r := lived(t)
	r.As(registry.Headquarters).Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2022",
		"opens_on", "R5.4.1", "deadline", "R5.6.30").Want(t, 303)
	planner := r.As(registry.Planner)
	at := "?as_of=2022-12-31"
	funnel := decoded[report.FunnelJSON](t, planner.Get("/api/v1/funnel"+at).Want(t, 200))
	page := planner.Get("/progress/scope"+at).Want(t, 200, "定義", "2022年12月31日")
	page.See(t, webtest.Current("対象と支障"), webtest.Row("すべて", registry.Thousands(funnel.All.Processes)))
	for _, s := range funnel.Steps {
		page.See(t, webtest.Row(s.Label, registry.Thousands(s.Processes), s.Rule),
			webtest.Link(registry.Thousands(s.Processes), "/processes?"+s.List))
		planner.Get("/processes?"+s.List).Want(t, 200).See(t, webtest.Counted(registry.Thousands(s.Processes)))
	}
	matrix := decoded[report.ObstaclesJSON](t, planner.Get("/api/v1/obstacles"+at).Want(t, 200))
	cells := 0
	for _, b := range matrix.Bureaus {
		for _, o := range b.Obstacles {
			cells++
			page.See(t, webtest.Link(registry.Thousands(o.Processes), "/processes?"+o.List))
		}
	}
	if cells < 4 {
		t.Errorf("the matrix has %d cells", cells)
	}
	honesty := decoded[report.HonestyJSON](t, planner.Get("/api/v1/honesty"+at).Want(t, 200))
	page = planner.Get("/progress/honesty"+at).Want(t, 200, "定義")
	for _, w := range honesty.Weaknesses {
		page.See(t, webtest.Row(w.Label, registry.Thousands(w.Processes), w.Rule),
			webtest.Link(registry.Thousands(w.Processes), "/processes?"+w.List))
	}
	planner.Get("/progress/honesty").Want(t, 200, "調査回「架空の回」", "環境局").See(t, webtest.Heading("提出していない局"))
	for _, file := range []string{"/progress/scope/funnel.csv", "/progress/scope/obstacles.xlsx", "/progress/honesty.csv"} {
		planner.Get(file+at).Want(t, 200)
	}
	wantSVG(t, planner.Get("/progress/scope.svg"+at).Want(t, 200))
	officer := r.As(registry.Officer)
	officer.Get("/progress/scope").Want(t, 200, "環境局", "!産業労働局")
	officer.Get("/api/v1/funnel?bureau=B11").Want(t, 403)
	webtest.NewRig(t).As(registry.Planner).Get("/progress/honesty").Want(t, 200, "調査回は、まだありません")
}
