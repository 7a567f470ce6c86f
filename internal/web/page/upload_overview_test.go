package page_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/sheettest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// freeSheet is a made-up one with the rows as they are given.
func freeSheet(t *testing.T, password string, rows ...[]any) []byte {
	t.Helper()
	return sheettest.Bytes(t, sheettest.New(t, "Sheet1", rows...), excelize.Options{Password: password})
}

// Whoever comes to the page of a file that did not go through reads there why, and
// where to go on.
func TestTheOverviewSaysWhatIsWrongWithTheFile(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	for _, c := range []struct {
		name string
		file []byte
		want []string
		see  []webtest.Sight
	}{
		{"半分.xlsx", webtest.Damaged(t), []string{"途中で切れています", "直したファイルを取り込む"}, []webtest.Sight{webtest.Row("読み取れませんでした")}},
		{"他局.xlsx", freeSheet(t, "", []any{"局", "手続名", "根拠法令", "年間件数（令和2年度）"},
			[]any{"建設局", "架空の甲の届出", "架空法", 1}, []any{"建設局", "架空の乙の届出", "架空法", "多い"}),
			[]string{"局のファイルで変えられるのは、その局の手続だけです。 2 か所", "L2-01） 1 か所"},
			[]webtest.Sight{webtest.Row("2 行を読み取りました（要修正 3 件）")}},
		{"題名が他局.xlsx", freeSheet(t, "", []any{"局名：", "産業労働局"}, []any{"手続名", "根拠法令", "デジタル化状況"},
			[]any{"架空の甲の届出", "架空法", "検討中"}, []any{"架空の乙の届出", "架空法", "検討中"}),
			[]string{"その局の手続だけです。 1 か所", "要修正 1 件", "!どの局の手続か分かりません"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := b.Send("/uploads", c.name, c.file).Want(t, 303).Header.Get("Location")
			again := "/uploads?replaces=" + strings.TrimPrefix(at, "/uploads/") + "#send"
			b.Get(at).Want(t, 200, c.want...).See(t, append(c.see, webtest.Link("直したファイルを取り込む", again))...)
		})
	}

	at := b.Send("/uploads", "保護.xlsx", freeSheet(t, "himitsu", []any{"手続名", "根拠法令", "デジタル化状況"}, []any{"架空の届出", "架空法", "検討中"})).Want(t, 303).
		Header.Get("Location")
	b.Get(at).Want(t, 200, "パスワードで保護されています", "!パスワードが違います").See(t, webtest.Field("ファイルのパスワード"))
	b.Post(at+"/stage", "password", "chigau").Want(t, 303)
	b.Get(at).Want(t, 200, "パスワードが違います", "!パスワードで保護されています").See(t, webtest.Field("ファイルのパスワード"))
	b.Post(at+"/stage", "password", "himitsu").Want(t, 303)
	b.Get(at).Want(t, 200, "差分を確かめる", "!パスワードが違います")
}

// A file sent twice is known before it is submitted twice.
func TestTheSameContentIsToldBeforeItIsSubmitted(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	send := func(name, procedure string) string {
		t.Helper()
		return b.Send("/uploads", name, webtest.Sheet(t, []any{procedure, "架空法", 1, 1, "検討中", "要"})).Want(t, 303).Header.Get("Location")
	}
	first, second, other := send("甲.xlsx", "架空の届出"), send("甲のコピー.xlsx", "架空の届出"), send("乙.xlsx", "架空の許可")
	const same = "と同じ内容です。その取込も、まだ登録を待っています"
	b.Get(first).Want(t, 200, "!"+same)
	b.Get(second).Want(t, 200, same).See(t, webtest.Link("", first))
	b.Get(other).Want(t, 200, "!"+same)

	b.Post(first+"/submit").Want(t, 303)
	b.Get(second).Want(t, 200, same)
	r.As(registry.Approver).Post(first+"/approve").Want(t, 303)
	b.Get(second).Want(t, 200, "!"+same, "で登録した内容と同じです").See(t, webtest.Link("", first))
}

// Where there is no table, there is nothing to say yes to.
func TestAFileWithoutATableIsNoQuestion(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	for _, c := range []struct {
		name string
		rows [][]any
		want []string
	}{
		{"blank", nil, []string{"何も書かれていません", "!この内容でよい", "!直して読み直す"}},
		{"minutes", [][]any{{"日付", "議題"}, {"4月1日", "架空の打合せ"}}, []string{"手続の一覧表が見つかりませんでした", "!この内容でよい", "直して読み直す", "このシートも読む"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := b.Send("/uploads", c.name+".xlsx", freeSheet(t, "", c.rows...)).Want(t, 303).Header.Get("Location")
			b.Get(at+"/structure").Want(t, 200, append(c.want, "別のファイルを取り込む", "!次回のファイルにも使います")...)
			b.Get(at).Want(t, 200, "手続を1つも読み取れませんでした。", "!セルを直して", "!直したファイル", "!次回のファイルにも使います").
				See(t, webtest.Link("別のファイルを取り込む", ""))
		})
	}
}
