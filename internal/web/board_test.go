package web

import (
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

func TestTheBoardTellsWhoHasHandedIn(t *testing.T) {
	t.Parallel()
	now := time.Now()
	r := newRig(t, func(o *Options) { o.Now = func() time.Time { return now } })
	hq, officer := r.as(registry.Headquarters), r.as(registry.Officer)
	day := func(days int) string { return registry.DateOf(now.AddDate(0, 0, days)) }
	hq.get("/board").want(t, 200, "調査回はまだありません", "/admin/rounds")
	officer.get("/board").want(t, 200, "調査回はまだありません", "!/admin/rounds")
	officer.get("/admin/rounds").want(t, 403)

	round := func(name, opens, deadline string) []string {
		return []string{"name", name, "fiscal_year", "2025", "opens_on", opens, "deadline", deadline, "note", "架空の<説明>"}
	}
	hq.post("/admin/rounds", round(" ", day(-10), day(3))...).want(t, 422, "調査回の名前を入力してください", "架空の&lt;説明&gt;")
	hq.post("/admin/rounds", round("架空の回", day(-10), day(-11))...).want(t, 422, "締切には、受付を始める日かそれより後の日", `id="deadline"`)
	hq.post("/admin/rounds", round("架空の回", "", "")...).want(t, 422, "受付を始める日と締切の日を入力してください")
	hq.post("/admin/rounds", round("架空の回", day(-10), day(3))...).want(t, 303)
	hq.post("/admin/rounds", round("架空の回", day(-9), day(3))...).want(t, 422, "この名前の調査回はすでにあります")
	first := between(hq.get("/admin/rounds").want(t, 200, "架空の回", "架空の&lt;説明&gt;", "架空の本部", "令和7年度").body, `<a href="/admin/rounds/`, `"`)
	hq.get("/admin/rounds/99").want(t, 404)
	hq.post("/admin/rounds/99", round("架空", day(-90), day(-80))...).want(t, 404)

	hq.get("/board").want(t, 200, "架空の回", "あと 4 日", "<dd>0<small>／", "まだ取り込んでいません", "あと4日", "警視庁", "!オリンピック", "!東京都立病院機構")
	officer.get("/board").want(t, 200, "環境局", "!建設局", "／ 1 局")
	officer.get("/notices").want(t, 200, "架空の回の締切は", "あと4日")

	at := officer.send("/uploads", "架空.xlsx", sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})).want(t, 303).header.Get("Location")
	officer.get("/board").want(t, 200, "提出前", "架空.xlsx", `href="`+at+`"`)
	officer.post(at+"/submit").want(t, 303)
	officer.get("/board").want(t, 200, "承認待ち", "!あと4日")
	officer.get("/notices").want(t, 200, "!の締切は")
	r.as(registry.Approver).post(at+"/approve").want(t, 303)
	officer.get("/board").want(t, 200, "登録済み</span>", "<dd>1<small>／ 1 局")

	// Once the last day has passed, what was not handed in is late, and what is handed
	// in then is said to be.
	hq.post("/admin/rounds/"+first, round("架空の回", day(-10), day(-2))...).want(t, 303)
	hq.get("/board?round="+first).want(t, 200, "締切を過ぎました", "2日の遅れ", "期限の後に提出")
	hq.get("/notices").want(t, 200, "まだ提出していない局が")
	hq.get("/board?round=99").want(t, 404)

	// A new round begins anew.
	hq.post("/admin/rounds", round("次の回", day(0), day(30))...).want(t, 303)
	hq.get("/board").want(t, 200, "次の回", "!2日の遅れ")
	hq.get("/board?round="+first).want(t, 200, "!登録済み</span>") // it was handed in on the first day of the next
}

func TestNoticesOfWhatOthersDid(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver, hq := r.as(registry.Officer), r.as(registry.Approver), r.as(registry.Headquarters)
	officer.get("/notices").want(t, 200, "お知らせはありません")
	r.as(registry.Planner).get("/notices").want(t, 403)
	r.as(registry.Planner).get("/").want(t, 200, `!href="/notices"`)

	at := officer.send("/uploads", "架空<1>.xlsx", sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})).want(t, 303).header.Get("Location")
	officer.post(at+"/submit", "text", "よろしく<架空>").want(t, 303)
	officer.get("/notices").want(t, 200, "お知らせはありません") // nobody is told of their own doing
	page := approver.get("/notices").want(t, 200, "未読", "架空の局入力者が提出しました", "架空&lt;1&gt;.xlsx", "よろしく&lt;架空&gt;", `href="`+at+`"`).body
	approver.get("/").want(t, 200, `1<span class="visually-hidden"> 件の未読`)
	until := formOf(t, page, "/notices/read")
	approver.post(at+"/return", "reason", "架空の不足").want(t, 303)
	officer.get("/notices").want(t, 200, "架空の局承認者が差し戻しました", "架空の不足")

	// What came after the page was shown stays unread.
	officer.post(at+"/submit").want(t, 303)
	approver.submit("/notices/read", until).want(t, 303)
	if body := approver.get("/notices").want(t, 200, "未読").body; strings.Count(body, ">未読<") != 1 {
		t.Errorf("%d are unread, want the one that came since", strings.Count(body, ">未読<"))
	}
	approver.post("/notices/read", "until", "2999-01-01T00:00:00Z").want(t, 422)
	approver.post(at+"/approve").want(t, 303)
	hq.post(at+"/undo", "way", "undo", "reason", "架空の取消し").want(t, 303)
	officer.get("/notices").want(t, 200, "承認し、登録されました", "取り消しました", "架空の取消し")

	other := registry.Account{Login: "other", Name: "架空の他局", Role: registry.Officer}
	b, err := r.store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	other.BureauID = b.ID
	told, err := r.store.Notices(t.Context(), registry.ScopeOf(other), 10)
	if err != nil || len(told) != 0 {
		t.Errorf("another bureau is told %+v, %v", told, err)
	}
}

func TestATransferByBothSides(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.imported([]any{"架空廃棄物の<許可>", "架空廃棄物法", 1, 1, "検討中", "不要"}, []any{"架空騒音の届出", "架空騒音法", 5, 1, "検討中", "要"})
	other, err := r.store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	from, to := num(int64(r.bureau.ID)), num(int64(other.ID))
	officer, approver, hq := r.as(registry.Officer), r.as(registry.Approver), r.as(registry.Headquarters)
	officer.get("/transfers").want(t, 200, "所管替えはまだありません", "環境局")
	officer.get("/transfers/new?process=P-0000001").want(t, 200, "P-0000001</textarea>", `value="`+from+`" selected`)
	r.as(registry.Planner).get("/transfers").want(t, 200, "!所管替えを申し出る")
	r.as(registry.Planner).get("/transfers/new").want(t, 403)

	propose := func(ids, reason string) []string {
		return []string{"from", from, "to", to, "processes", ids, "effective_on", "2026-04-01", "reason", reason}
	}
	officer.post("/transfers", propose("P-1", "架空の理由")...).want(t, 422, "P-0000123", "架空の理由")
	officer.post("/transfers", propose("P-0000001", " ")...).want(t, 422, "理由を入力してください", "P-0000001</textarea>")
	officer.post("/transfers", "from", to, "to", num(int64(other.ID)), "processes", "P-0000001").want(t, 422)
	at := officer.post("/transfers", propose("P-0000001、P-0000002\r\n", "架空の組織改正")...).want(t, 303).header.Get("Location")
	officer.get(at).want(t, 200, "環境局 から 建設局 へ", "協議中", "申出を取り下げる", "!所管替えに同意する", "架空廃棄物の&lt;許可&gt;")
	officer.post(at+"/accept").want(t, 403)
	approver.get("/notices").want(t, 200, "架空の局入力者が所管替えを申し出ました")
	approver.post(at+"/refuse").want(t, 422, "同意しない理由を入力してください")
	approver.post(at+"/accept").want(t, 303)
	approver.post(at+"/accept").want(t, 409, "すでに同意しています")
	approver.get(at).want(t, 200, "架空の局承認者", "!所管替えに同意する</button>")
	hq.post(at+"/accept").want(t, 303)
	hq.get(at).want(t, 200, "所管替えが成立し", "成立</span>")
	officer.get("/processes").want(t, 200, "<b>0</b> 手続")
	hq.get("/transfers?from="+registry.DateOf(time.Now())).want(t, 200, "成立", "建設局", `<td class="n"><strong>2</strong></td>`,
		`<tfoot><tr><th scope="row" class="tight">合計</th>`)
	hq.get("/transfers?from=x").want(t, 200, "期間の最初の日を")
	r.as(registry.Officer).get("/transfers/99").want(t, 404)

	again := hq.post("/transfers", "from", to, "to", from, "processes", "P-0000001", "effective_on", "2026-04-01", "reason", "架空の戻し").want(t, 303).header.Get("Location")
	hq.post(again+"/withdraw", "reason", "架空の取下げ").want(t, 303)
	officer.get(again).want(t, 200, "取下げ", "架空の取下げ", "!申出を取り下げる")
}

func TestThePagesOfRoundsAndTransfersAreAccessible(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	hq := r.as(registry.Headquarters)
	today := time.Now().In(registry.Tokyo)
	hq.post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", today.Format(time.DateOnly), "deadline", today.AddDate(0, 0, 3).Format(time.DateOnly)).want(t, 303)
	at := r.questioned()
	r.as(registry.Officer).post(at+"/submit", "keep", "1").want(t, 303)
	other, err := r.store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	hq.post("/transfers", "from", num(int64(r.bureau.ID)), "to", num(int64(other.ID)), "processes", "P-0000001", "effective_on", "2026-04-01", "reason", "架空").want(t, 303)
	w := r.window()
	hq.lend(w)
	for _, path := range []string{"/board", "/admin/rounds", "/admin/rounds/1", "/notices", "/transfers", "/transfers/new", "/transfers/1"} {
		w.Go(path)
		w.Accessible(path)
	}
}
