package page_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

func TestHeadquartersRecordsFiguresAsPublished(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	hq, auditor := r.As(registry.Headquarters), r.As(registry.Auditor)
	hq.Get("/snapshots").Want(t, 200, "公表値はまだ記録されていません").See(t, webtest.Link("公表値を記録する", "/snapshots/new"))
	auditor.Get("/").Want(t, 200, "!/snapshots/new").See(t, webtest.Link("公表値", "/snapshots"))
	auditor.Get("/snapshots").Want(t, 200, "!/snapshots/new")
	hq.Get("/").Want(t, 200).See(t, webtest.Link("この数値を公表値として記録する", "/snapshots/new"))
	hq.Get("/?as_of=2022-12-31").Want(t, 200).See(t, webtest.Link("", "/snapshots/new?as_of=2022-12-31"))

	page := hq.Get("/snapshots/new?as_of=2022-12-31").Want(t, 200, "2022年12月31日 23:59 時点", "例：令和4年度 第3四半期", "20.0").Body
	form := webtest.FormOf(t, page, "/snapshots")
	form.Set("name", " ")
	form.Set("note", "架空の<メモ>")
	hq.Submit("/snapshots", form).Want(t, 422, "名前を、100文字以内で", "架空の<メモ>", "2022年12月31日 23:59 時点").See(t, webtest.Wrong("名前"))
	form.Set("name", "2022年度 <第3四半期>")
	at := hq.Submit("/snapshots", form).Want(t, 303).Header.Get("Location")
	hq.Get(at).Want(t, 200, "公表値「2022年度 <第3四半期>」を記録しました", "すべて一致", "架空の<メモ>", "架空の本部", "20.0", "±0").
		See(t, webtest.Link("", "/exports/progress.xlsx?as_of=2022-12-31"), webtest.Link("", "/?as_of=2022-12-31"),
			webtest.Link("", "/processes?as_of=2022-12-31&scope=counted&status=done"))
	hq.Get("/snapshots").Want(t, 200, "2022年度 <第3四半期>", "1／5").See(t, webtest.Link("", at))
	hq.Submit("/snapshots", form).Want(t, 422, "という公表値は、すでにあります")

	// What happened since is told beside; the figures stay.
	r.DoneSince()
	auditor.Get(at).Want(t, 200, "すべて一致", "＋1", "20.0", "33.3", "!訂正する")
	r.As(registry.Officer).Get(at).Want(t, 200, "20.0", "建設局", "!一致", "!訂正する", "!/processes?").
		See(t, webtest.Not(webtest.Column("今（％）")), webtest.Not(webtest.Column("今")), webtest.Not(webtest.Column("今の分子／分母")))

	// A correction, which leaves what it corrects.
	page = hq.Get("/snapshots/new?replaces="+strings.TrimPrefix(at, "/snapshots/")).Want(t, 200, "を訂正", "2022年12月31日 23:59 時点", "訂正の理由").Body
	form = webtest.FormOf(t, page, "/snapshots")
	hq.Submit("/snapshots", form).Want(t, 422, "その理由を入力してください").See(t, webtest.Wrong("訂正の理由"))
	form.Set("reason", "架空の<理由>")
	second := hq.Submit("/snapshots", form).Want(t, 303).Header.Get("Location")
	hq.Get(second).Want(t, 200, "架空の<理由>", "訂正する").See(t, webtest.Link("", at))
	hq.Get(at).Want(t, 200, "この公表値は訂正されました").See(t, webtest.Not(webtest.Link("訂正する", "")), webtest.Link("訂正後の公表値を見る", second))
	hq.Get("/snapshots").Want(t, 200, "訂正前", "訂正後")
	hq.Submit("/snapshots", form).Want(t, 422, "すでに訂正されています")

	hq.Get("/snapshots/99").Want(t, 404)
	hq.Get("/snapshots/new?replaces=99").Want(t, 404)
	hq.Get("/snapshots/new?as_of=2022-03-31").Want(t, 200, "手続が登録されていません", "!メモ（任意）")
	hq.Get("/snapshots/new?as_of=9000-01-01").Want(t, 400, "未来の日付")
}

// What is recorded is what was seen, whatever happens between the page and the button.
func TestWhatWasShownIsWhatIsRecorded(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	hq := r.As(registry.Headquarters)
	form := webtest.FormOf(t, hq.Get("/snapshots/new").Want(t, 200, "20.0").Body, "/snapshots")
	form.Set("name", "架空の公表値")
	// It counts as written before, as a change does that was on its way.
	r.World.Change(t, "2022-05-01 09:00", "作成者",
		&storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "架空の新しい届出", Status: registry.Done, InScope: true}})
	again := hq.Submit("/snapshots", form).Want(t, 422, "画面に示したあとに、数値が変わりました", "33.3", "架空の公表値").Body
	at := hq.Submit("/snapshots", webtest.FormOf(t, again, "/snapshots")).Want(t, 303).Header.Get("Location")
	hq.Get(at).Want(t, 200, "33.3", "すべて一致")
}

func TestAPageTellsOfFiguresThatDoNotAgree(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	hq := r.As(registry.Headquarters)
	hq.Call(http.MethodPost, "/api/v1/snapshots", `{"name": "架空の公表値"}`).Want(t, 201)
	pool := pgtest.Open(t, r.World.URL)
	if _, err := pool.Exec(
		`set session_replication_role = replica; update process set digitization_status = 'done' where process_id = 3`); err != nil {
		t.Fatal(err)
	}
	hq.Get("/snapshots/1").Want(t, 200, "計算し直した数値と違います", "!すべて一致").See(t, webtest.Row("rates.process.numerator", "1", "2"))
	if _, err := pool.Exec(`set session_replication_role = replica; update snapshot set rule_version = '架空の版'`); err != nil {
		t.Fatal(err)
	}
	hq.Get("/snapshots/1").Want(t, 200, "集計の規則 架空の版 版", "別の版の規則", "!すべて一致", "!計算し直した数値と違います")
}

func TestSnapshotsByAPI(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	hq, officer := r.As(registry.Headquarters), r.As(registry.Officer)
	check := webtest.NewContract(t)
	for _, c := range []struct {
		by           *webtest.Visitor
		method, path string
		body         string
		status       int
		content      []string
	}{
		{hq, "GET", "/api/v1/snapshots", "", 200, []string{`"snapshots":[]`}},
		{r.Visitor(), "GET", "/api/v1/snapshots", "", 401, nil},
		{hq, "POST", "/api/v1/snapshots", `{"name": "架空一", "note": "メモ", "as_of": "2022-12-31"}`, 201,
			[]string{`"snapshot":1`, `"as_of":"2022-12-31T23:59:59.999999+09:00"`, `"equal":true`, `"differences":[]`, `"recorded_by":"架空の本部"`,
				`"replaces":null`, `"numerator":1,"denominator":5`}},
		{hq, "POST", "/api/v1/snapshots", `{"name": "架空一"}`, 409, []string{`"field":"name"`}},
		{hq, "POST", "/api/v1/snapshots", `{"name": ""}`, 422, []string{`"field":"name"`}},
		{hq, "POST", "/api/v1/snapshots", `{"name": "架空二", "as_of": "昨日"}`, 422, []string{`"field":"as_of"`}},
		{hq, "POST", "/api/v1/snapshots", `{"name": "架空一", "replaces": 1}`, 422, []string{`"field":"reason"`}},
		{hq, "POST", "/api/v1/snapshots", `{"name": "架空一", "replaces": 1, "reason": "架空の訂正"}`, 201, []string{`"replaces":1`, `"reason":"架空の訂正"`}},
		{hq, "GET", "/api/v1/snapshots", "", 200, []string{`"replaced_by":2`, "!figures"}},
		{hq, "GET", "/api/v1/snapshots/1", "", 200, []string{`"replaced_by":2`, `"recomputed":true`, `"now":{`}},
		{officer, "GET", "/api/v1/snapshots/1", "", 200, []string{"建設局", `"check":null`, `"now":null`}},
		{officer, "POST", "/api/v1/snapshots", `{"name": "架空三"}`, 403, nil},
		{hq, "GET", "/api/v1/snapshots/9", "", 404, nil},
	} {
		got := c.by.Call(c.method, c.path, c.body).Want(t, c.status, c.content...)
		if err := check(c.method, c.path, got); err != nil {
			t.Errorf("%s %s: %v", c.method, c.path, err)
		}
	}
	var one struct{ Figures json.RawMessage }
	if err := json.Unmarshal([]byte(hq.Get("/api/v1/snapshots/1").Body), &one); err != nil {
		t.Fatal(err)
	}
	var written string
	if err := r.World.Pool.QueryRow("select figures::text from snapshot where id = 1").Scan(&written); err != nil ||
		written != string(one.Figures) {
		t.Errorf("not to the letter, %v:\n%s\n%s", err, one.Figures, written)
	}
}

// Any two published figures are compared, not only one with now.
func TestTwoPublishedFiguresAreCompared(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	hq := r.As(registry.Headquarters)
	hq.Call(http.MethodPost, "/api/v1/snapshots", `{"name": "架空一", "as_of": "2022-12-31"}`).Want(t, 201)
	r.DoneSince()
	hq.Call(http.MethodPost, "/api/v1/snapshots", `{"name": "架空二", "as_of": "2023-12-31"}`).Want(t, 201)
	hq.Get("/snapshots/1").Want(t, 200).See(t, webtest.Option("比べる相手", "架空二（公表値 2）"), webtest.Column("今（％）"))
	hq.Get("/snapshots/1?with=2").Want(t, 200).See(t, webtest.Column("架空二（％）"), webtest.Row("デジタル化率", "20.0", "33.3"),
		webtest.Row("実施済", "1", "2", "＋1"), webtest.Filled("比べる相手", "架空二（公表値 2）"))
	hq.Get("/snapshots/2?with=1").Want(t, 200).See(t, webtest.Row("実施済", "2", "1", "−1"))
	r.As(registry.Officer).Get("/snapshots/1?with=2").Want(t, 200).See(t, webtest.Row("実施済", "1", "2", "＋1"))
	hq.Get("/snapshots/1?with=9").Want(t, 400, "比べる公表値がありません")

	// By bureau, too: on the page and for programs.
	officer := r.As(registry.Officer)
	officer.Get("/snapshots/1?with=2").Want(t, 200, "局ごとの比較").See(t, webtest.Row("環境局"))
	officer.Get("/snapshots/1").Want(t, 200, "!局ごとの比較")
	check := webtest.NewContract(t)
	for path, want := range map[string][]string{
		"/api/v1/snapshots/1/comparison?with=2": {`"number":"done","label":"実施済","from":1,"to":2,"difference":1`,
			`"rate":"process","label":"デジタル化率"`, `"points":"＋13.3"`, `"bureau":"環境局"`, `"name":"架空二"`},
		"/api/v1/snapshots/2/comparison?with=1": {`"from":2,"to":1,"difference":-1`},
		"/api/v1/snapshots/1/comparison":        {`"to":null`},
	} {
		if err := check(http.MethodGet, path, hq.Get(path).Want(t, 200, want...)); err != nil {
			t.Error(err)
		}
	}
	officer.Get("/api/v1/snapshots/1/comparison?with=2").Want(t, 200, `"difference":1`)
	officer.Get("/api/v1/snapshots/1/comparison").Want(t, 403, "今の数値と比べられるのは")
	hq.Get("/api/v1/snapshots/1/comparison?with=9").Want(t, 404)
	hq.Get("/api/v1/snapshots/1/comparison?with=x").Want(t, 400, `"field":"with"`)
}
