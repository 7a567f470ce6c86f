package page_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tetsuzuki/internal/browser"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

func TestFindingsAreFilteredByWhatThePageSays(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := r.Mixed() + "/findings"
	b := r.As(registry.Officer)
	for _, c := range []struct {
		query string
		want  []string // of C2, E2, C3, C4, D5
	}{
		{"", []string{"C2", "E2", "C3", "D5"}},
		{"severity=error", []string{"C2", "E2", "D5"}},
		{"severity=info", []string{"C3"}},
		{"rule=L2-01", []string{"C2", "D5"}},
		{"rule=L2-01&field=online_volume", []string{"D5"}},
		{"sheet=Sheet1&cell=c2", []string{"C2"}},
		{"cell=２", []string{"C2", "E2"}},
		{"cell=4", []string{"C4"}},
		{"cell=C", []string{"C2", "C3"}},
		{"cell=9", nil},
		{"sheet=none", nil},
		{"view=cell", []string{"C2", "E2", "C3", "C4", "D5"}},
		{"view=cell&cell=4", []string{"C4"}},
		{"view=normalised", []string{"C3"}},
		{"view=normalised&severity=error", nil},
	} {
		t.Run(c.query, func(t *testing.T) {
			answer := b.Get(at+"?"+c.query).Want(t, 200)
			page := answer.Page(t)
			var found []string
			for _, cell := range []string{"C2", "E2", "C3", "C4", "D5"} {
				if page.Count(webtest.Titled(cell)) > 0 {
					found = append(found, cell)
				}
			}
			if fmt.Sprint(found) != fmt.Sprint(c.want) {
				t.Errorf("found %v, want %v", found, c.want)
			}
			if c.want == nil {
				answer.Want(t, 200, "条件に合うものはありません")
			}
		})
	}
	b.Get(at).Want(t, 200, "要修正 3 件", "<たくさん>", "全2セル：C3～C4").See(t, webtest.Link("", at+"?rule=L2-01&severity=error"))
	b.Get(at+"?cell="+url.QueryEscape("<行>")).Want(t, 200, "「<行>」はセルでも行でもありません").See(t, webtest.Wrong("セルか行"))
	b.Get(at+"?severity=error&cell=2").Want(t, 200, "種類：要修正", "セル・行：2").
		See(t, webtest.Link("", at+"?cell=2"), webtest.Link("", at+"?severity=error"))
	b.Get(at+"?view=normalised").Want(t, 200, "約10件", "→ およそ 10").See(t, webtest.Counted("1 件（2 か所）"))
}

// Up to the last one every finding can be reached, and each stands on one page only. By
// rule one stands for most of so many.
func TestEveryFindingIsOnSomePage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	const many = 730
	rows := make([][]any, many)
	for i := range rows {
		rows[i] = []any{fmt.Sprintf("架空の届出%d", i), "架空法", fmt.Sprintf("たくさん%dと", i), 1, "検討中", "要"}
	}
	at := r.As(registry.Officer).Send("/uploads", "架空.xlsx", webtest.Sheet(t, rows...)).Want(t, 303).Header.Get("Location") + "/findings"
	b := r.As(registry.Officer)
	for view, want := range map[string]struct{ pages, lines int }{"rule": {1, 51}, "cell": {8, many}} {
		seen := map[string]int{}
		page, pages := at+"?view="+view, 0
		for ; page != ""; pages++ {
			shown := b.Get(page).Want(t, 200).See(t, webtest.Counted(fmt.Sprint(many))).Page(t)
			for _, title := range shown.RowTitles() {
				if row, ok := strings.CutPrefix(title, "C"); ok {
					seen[row]++
				}
			}
			page = shown.Next()
		}
		if pages != want.pages || len(seen) != want.lines {
			t.Errorf("by %s: %d lines on %d pages", view, len(seen), pages)
		}
		for row, n := range seen {
			if n != 1 {
				t.Errorf("by %s: C%s stands %d times", view, row, n)
			}
		}
	}
	b.Get(at+"?view=rule").Want(t, 200, "全680セル：C52～C731")
	b.Get(at+"?view=cell&page=8").Want(t, 200, "8 / 8 ページ", "701～730 番目").See(t, webtest.Link("前へ", ""), webtest.Not(webtest.Link("次へ", "")))
	b.Get(at+"?view=cell&page=99").Want(t, 200, "8 / 8 ページ")
	b.Get(at+"?view=cell&page=x").Want(t, 200, "1 / 8 ページ")
}

// Where many cells are wrong alike, as in a file of another bureau, the other mistakes
// stand beside them and not some pages on.
func TestCellsThatAreWrongAlikeStandTogether(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	rows := make([][]any, 300)
	for i := range rows {
		rows[i] = []any{fmt.Sprintf("架空の届出%d", i), "架空法", "たくさん", 1, "検討中", "要"}
	}
	rows[250][4] = "おわり"
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "架空.xlsx", webtest.Sheet(t, rows...)).Want(t, 303).Header.Get("Location") + "/findings"
	b.Get(at).Want(t, 200, "全300セル：C2～C301", "1～2 番目", "!次へ").
		See(t, webtest.Titled("C2"), webtest.Titled("E252"), webtest.Counted("301 か所（同じ内容をまとめて 2 件）"))
	b.Get(at+"?cell=40").Want(t, 200).See(t, webtest.Titled("C40"), webtest.Counted("1 か所"))
	b.Get(at+"?view=cell").Want(t, 200, "次へ").See(t, webtest.Counted("301 セル"))
}

func TestTheAPIListsFindings(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	at := "/api/v1" + r.Mixed()
	b := r.As(registry.Officer)
	list := func(query string) (cells []string, total int) {
		t.Helper()
		var got struct {
			Total    int `json:"total"`
			Findings []struct {
				Cell, Raw, Read string
				Normalised      bool
			}
			Next *int `json:"next_after"`
		}
		if err := json.Unmarshal([]byte(b.Get(at+"/findings?"+query).Want(t, 200).Body), &got); err != nil {
			t.Fatal(err)
		}
		for _, f := range got.Findings {
			cells = append(cells, f.Cell)
			if f.Normalised != (f.Raw == "約10件" && f.Read == "およそ 10") {
				t.Errorf("%+v", f)
			}
		}
		return cells, got.Total
	}
	for query, want := range map[string]string{
		"": "[C2 E2 C3 D5] 4", "severity=error": "[C2 E2 D5] 3", "normalised=true": "[C3] 1", "cell=C4": "[C3] 1", "cell=2&rule=L2-04": "[E2] 1",
		"after=2": "[C3 D5] 4", "field=online_volume": "[D5] 1", "sheet=x": "[] 0",
	} {
		cells, total := list(query)
		if got := fmt.Sprintf("%v %d", cells, total); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	for _, wrong := range []string{"severity=bad", "cell=%E8%A1%8C", "normalised=maybe", "after=-1", "none=1"} {
		b.Get(at+"/findings?"+wrong).Want(t, 400)
	}
	for _, role := range []registry.Role{registry.Planner, registry.Auditor, registry.Headquarters, registry.Approver} {
		r.As(role).Get(at+"/findings").Want(t, 200, `"C2"`)
	}
}

func TestNormalisedValuesAreConfirmedInThePage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b, approver := r.As(registry.Officer), r.As(registry.Approver)
	book := webtest.Sheet(t, []any{"架空騒音の届出", "架空騒音法", "約10件", 1, "検討中", "要"}, []any{"架空悪臭の届出", "架空悪臭法", "1.2万件", 1, "検討中", "要"})
	at := b.Send("/uploads", "架空.xlsx", book).Want(t, 303).Header.Get("Location")
	b.Get(at).Want(t, 200, "読み替えたところのうち、登録と違うものが 2 か所あります。").See(t, webtest.Link("", at+"/findings?view=normalised&asked=1"))
	b.Get(at+"/submission").Want(t, 200).See(t, webtest.Needed("読み替えた 2 か所を確かめた"), webtest.Not(webtest.Field("として提出する")))
	b.Post(at+"/submit").Want(t, 409, "読み替えたところのうち、登録と違うものが 2 か所あります")
	b.Get(at+"/findings?view=normalised").Want(t, 200, "1.2万件", "→ 12,000").See(t, webtest.Button("読み替えた 2 か所を確かめた"))
	r.As(registry.Planner).Get(at+"/findings?view=normalised").Want(t, 200, "まだ確かめられていません").See(t, webtest.Not(webtest.Button("確かめた")))
	r.As(registry.Planner).Post(at+"/consent", "normalised", "2").Want(t, 403)
	r.As(registry.Auditor).Post(at+"/consent", "normalised", "2").Want(t, 403)
	b.Post(at+"/consent", "normalised", "1").Want(t, 409)
	b.Post(at+"/consent", "normalised", "2").Want(t, 303)
	b.Get(at).Want(t, 200, "2 か所を確かめたことを記録しました", "読み替えの確認", "!未確認")
	b.Get(at+"/findings?view=normalised").Want(t, 200, "読み替えた 2 か所を確かめた：架空の局入力者").See(t, webtest.Not(webtest.Button("確かめた")))
	b.Post(at+"/stage").Want(t, 303) // read again
	b.Get(at+"/findings?view=normalised").Want(t, 200, "読み替えた 2 か所を確かめた：架空の局入力者").See(t, webtest.Not(webtest.Button("確かめた")))
	b.Get("/api/v1"+at+"/questions").Want(t, 200, `"normalised":0`)
	b.Post(at+"/submit").Want(t, 303)
	approver.Post(at+"/approve").Want(t, 303)
	b.Get(at+"/findings?view=normalised").Want(t, 200, "読み替えた 2 か所を確かめた：架空の局入力者")
}

// A file that was handed in before shows what is to be confirmed of it now, cell by
// cell, and says of the rest that it changes nothing.
func TestOnlyWhatIsNotRecordedIsShownForConfirmation(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	row := func(name, total string) []any { return []any{name, "架空法", total, 1, "検討中", "要"} }
	before := webtest.Sheet(t, row("架空騒音の届出", "約10件"), row("架空悪臭の届出", "約10件"), row("架空振動の届出", "20"))
	first := b.Send("/uploads", "架空.xlsx", before).Want(t, 303).Header.Get("Location")
	b.Post(first+"/submit", "keep", "1").Want(t, 303)
	r.As(registry.Approver).Post(first+"/approve").Want(t, 303)

	same := b.Send("/uploads", "架空の2.xlsx", webtest.Sheet(t, row("架空騒音の届出", "約10件"), row("架空悪臭の届出", "約10件"), row("架空振動の届出", "21"))).
		Want(t, 303).Header.Get("Location")
	b.Get(same+"/submission").Want(t, 200, "!読み替え")
	b.Get(same+"/findings?view=normalised").Want(t, 200, "どれも登録と同じです", "!だけを見る", "約10件").See(t, webtest.Not(webtest.Button("確かめた")))
	b.Get("/api/v1"+same+"/questions").Want(t, 200, `"normalised":0`, `"normalised_same":2`)
	b.Post(same+"/submit").Want(t, 303)

	other := b.Send("/uploads", "架空の3.xlsx", webtest.Sheet(t, row("架空騒音の届出", "約10件"), row("架空悪臭の届出", "約20件"), row("架空振動の届出", "約20件"))).
		Want(t, 303).Header.Get("Location")
	b.Get(other).Want(t, 200, "登録と違うものが 2 か所あります（ほかの 1 か所は登録と同じ）。")
	all, asked := other+"/findings?view=normalised", other+"/findings?asked=1&view=normalised"
	b.Get(all).Want(t, 200, "C4").
		See(t, webtest.Titled("C2"), webtest.Titled("C3"), webtest.Link("登録と違う 2 か所だけを見る", asked), webtest.Button("読み替えた 2 か所を確かめた"))
	b.Get(all+"&asked=1").Want(t, 200, "登録と違う 2 か所だけを示しています", "約20件", "ほかの 1 か所は登録と同じです").
		See(t, webtest.Not(webtest.Titled("C2")), webtest.Titled("C3"), webtest.Titled("C4"))
	r.As(registry.Planner).Get(all).Want(t, 200, "まだ確かめられていません").See(t, webtest.Not(webtest.Button("確かめた")))
	b.Post(other+"/consent", "normalised", "3").Want(t, 409)
	b.Post(other+"/submit", "normalised", "2").Want(t, 303)
	b.Get(all).Want(t, 200, "読み替えた 2 か所を確かめた：架空の局入力者", "!だけを見る").See(t, webtest.Titled("C2"))
}

// Each step's page is there for whoever may read the upload, in each state that has
// it; of the others the overview tells how far it is.
func TestEveryStepHasAPage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	book := webtest.Sheet(t, []any{"架空騒音の届出", "架空騒音法", 10, 1, "検討中", "要"})
	pages := []string{"", "/findings", "/difference", "/submission", "/decisions", "/matches", "/conflicts"}
	see := func(at, state string, there ...string) {
		t.Helper()
		for _, role := range registry.Roles {
			if role == registry.Administrator {
				continue
			}
			overview := r.As(role).Get(at).Want(t, 200, state).Page(t)
			for _, page := range pages {
				want := 303
				for _, p := range there {
					if p == page {
						want = 200
					}
				}
				if got := r.As(role).Get(at + page); got.Status != want || want == 303 && got.Header.Get("Location") != at {
					t.Errorf("%s, %s as %s: %d, want %d", state, page, role, got.Status, want)
				}
				if linked := overview.Count(webtest.In(webtest.Group("取込の流れ"), webtest.Link("", at+page))) > 0; linked != (want == 200) &&
					page != "/decisions" && page != "/matches" && page != "/conflicts" &&
					(page != "/difference" || state != "修正が必要") { // the findings lead to it
					t.Errorf("%s, %s as %s: linked %t", state, page, role, linked)
				}
			}
		}
	}
	open := pages
	done := []string{"", "/findings", "/difference", "/submission"}
	at := b.Send("/uploads", "架空.xlsx", book).Want(t, 303).Header.Get("Location")
	see(at, "提出前", open...)
	b.Post(at+"/submit").Want(t, 303)
	see(at, "承認待ち", open...)
	r.As(registry.Approver).Post(at+"/return", "reason", "架空の理由").Want(t, 303)
	see(at, "差戻し", open...)
	b.Post(at+"/submit").Want(t, 303)
	r.As(registry.Approver).Post(at+"/approve").Want(t, 303)
	see(at, "登録済み", done...)
	r.As(registry.Headquarters).Post(at+"/undo", "direction", "undo", "reason", "架空の理由").Want(t, 303)
	see(at, "取消し済み", done...)
	see(r.Mixed(), "修正が必要", "", "/findings", "/difference") // of its right rows
	see(b.Send("/uploads", "半分.xlsx", webtest.Damaged(t)).Want(t, 303).Header.Get("Location"), "読み取れません", "", "/findings")
}

// A mended file takes the place of the one that it mends.
func TestAMendedFileIsHandedInForTheOther(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	old := b.Send("/uploads", "初め.xlsx", webtest.Sheet(t, []any{"架空騒音の届出", "架空騒音法", 10, 1, "検討中", "要"}), "reason", "架空の棚卸").Want(t, 303).
		Header.Get("Location")
	b.Post(old+"/submit").Want(t, 303)
	r.As(registry.Approver).Post(old+"/return", "reason", "架空の理由").Want(t, 303)
	_, id, _ := strings.Cut(old, "/uploads/")
	form := "/uploads?replaces=" + id
	b.Get(old).Want(t, 200).See(t, webtest.Link("直したファイルを取り込む", form+"#send"))
	b.Get(form).Want(t, 200, "初め.xlsx").See(t, webtest.Sends("replaces", id), webtest.Filled("メモ", "架空の棚卸"))
	better := b.Send("/uploads", "直し.xlsx", webtest.Sheet(t, []any{"架空騒音の届出", "架空騒音法", 11, 1, "検討中", "要"}), "replaces", id).Want(t, 303).
		Header.Get("Location")
	b.Get("/api/v1"+better).Want(t, 200, `"replaces":`+id)
	b.Post(better+"/submit").Want(t, 303)
	b.Get(old).Want(t, 200, "!取りやめ", "差替え済み")
	b.Get(form).Want(t, 200).See(t, webtest.Not(webtest.Sends("replaces", "")))
	b.Get("/uploads?replaces=99").Want(t, 404)
	b.Get("/uploads?replaces=x").Want(t, 200).See(t, webtest.Not(webtest.Sends("replaces", "")))
}

func TestThePagesOfTheStepsAreAccessible(t *testing.T) {
	t.Parallel()
	browser.Need(t)
	r := webtest.NewRig(t)
	faulty := r.Mixed()
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空騒音の届出", "架空騒音法", "約10件", 1, "検討中", "要"})).Want(t, 303).Header.Get("Location")
	w := r.Window()
	b.Lend(w)
	look := func(state string, paths ...string) {
		t.Helper()
		for _, path := range paths {
			for _, width := range []int64{320, 640, 1280} {
				w.Size(width, 800)
				w.Go(path)
				if got := browser.Eval[int64](w, `document.documentElement.scrollWidth`); got > width {
					t.Errorf("%s, %s is %d px wide at %d px", state, path, got, width)
				}
			}
			w.Accessible(state + " " + path)
			if n := browser.Eval[int](w, `document.querySelectorAll('h1').length`); n != 1 {
				t.Errorf("%s, %s has %d h1", state, path, n)
			}
		}
	}
	look("faulty", faulty, faulty+"/findings", faulty+"/findings?view=cell&severity=error", faulty+"/findings?cell=x-", "/uploads?replaces=1")
	steps := []string{at, at + "/findings?view=normalised", at + "/difference", at + "/submission"}
	look("staged", steps...)
	w.Go(at + "/findings?view=normalised")
	w.Follow(".notice.success", chromedp.Click(`form[action$="/consent"] button`))
	look("confirmed readings", at, at+"/findings?view=normalised")
	b.Post(at+"/submit").Want(t, 303)
	look("submitted", steps...)
	r.As(registry.Approver).Post(at+"/approve").Want(t, 303)
	look("registered", append(steps, at+"/receipt")...)
}
