package page_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

func TestAnUploadsLifecycle(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b, approver := r.As(registry.Officer), r.As(registry.Approver)
	register := func(at string) {
		t.Helper()
		b.Post(at+"/submit").Want(t, 303)
		b.Get(at).Want(t, 200, "承認を待っています", "!承認して登録する")
		approver.Post(at+"/approve").Want(t, 303)
	}
	first := webtest.Sheet(t,
		[]any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "未着手・今後検討", "不要"},
		[]any{"架空騒音の<届出>", "架空騒音法", "不明", "", "検討中", "要"})

	b.Get("/uploads").Want(t, 200, "取込はまだありません", "環境局", "!全局（局の列")
	sent := b.Send("/uploads", "環境局の棚卸（架空）.xlsx", first, "reason", "架空の棚卸").Want(t, 303)
	at := sent.Header.Get("Location")
	b.Get(at).Want(t, 200, "まだ登録していません", "2 行を読み取りました").See(t, webtest.In(webtest.Current("差分今ここ"), webtest.Link("差分", at+"/difference")))
	b.Get(at+"/difference").Want(t, 200, "新規（2）", "架空騒音の<届出>", "提出へ進む").See(t, webtest.Current("差分"))
	b.Get(at+"/difference?q=騒音").Want(t, 200, "架空騒音の<届出>", "!架空廃棄物の許可")
	b.Get(at+"/submission").Want(t, 200).See(t, webtest.Button("提出する"))
	b.Get(at+"/findings").Want(t, 200, "直すところはありません", "2 行を読み取りました")
	b.Get("/processes").Want(t, 200).See(t, webtest.Counted("0 手続"))
	b.Post(at+"/submit").Want(t, 303)
	b.Post(at+"/approve").Want(t, 403)
	approver.Get(at+"/submission").Want(t, 200, "承認して登録する", "差し戻す")
	approver.Post(at+"/return").Want(t, 422)
	approver.Post(at+"/return", "reason", "架空の理由").Want(t, 303)
	b.Get(at).Want(t, 200, "差し戻されました", "架空の理由", "もう一度提出する")
	register(at)
	b.Get(at).Want(t, 200, "登録しました", "新規 2 手続", "架空の局承認者").See(t, webtest.Link("", at+"/receipt"))
	b.Get(at+"/submission").Want(t, 200, "提出した内容", "架空の局承認者").See(t, webtest.Not(webtest.Button("提出する")))
	b.Get(at+"/difference").Want(t, 200, "この差分は登録されました")
	b.Get("/processes").Want(t, 200, "12,000", "不明").See(t, webtest.Counted("2 手続"))
	b.Get("/priorities").Want(t, 200, "重点手続（1）", "架空廃棄物の許可", "判定不能（1）")
	b.Get("/processes/P-0000001").Want(t, 200, "架空の局承認者", "架空の棚卸").See(t, webtest.Link("", at))

	// The same file again changes nothing, and says so.
	again := b.Send("/uploads", "もう一度.xlsx", first).Header.Get("Location")
	b.Get(again+"/difference").Want(t, 200, "変更なし（2）")
	register(again)
	b.Get(again).Want(t, 200, "登録内容と同じでした")

	// One changed, one missing, one new: old and new stand side by side.
	second := b.Send("/uploads", "二回目.xlsx", webtest.Sheet(t,
		[]any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "実施済", "不要"},
		[]any{"架空新設の登録", "架空新設法", 5, 5, "実施済", "不要"})).Header.Get("Location")
	b.Get(second+"/difference?show=changed").Want(t, 200, "変更（1）", "新規（1）", "ファイルにない（1）", "デジタル化状況：未着手・今後検討 → 実施済")
	b.Get(second+"/difference?show=missing").Want(t, 200, "架空騒音の<届出>", "登録しても消えることはありません")
	b.Post(second+"/discard").Want(t, 303)
	b.Get(second).Want(t, 200, "取りやめました")
	b.Post(second+"/submit").Want(t, 409)
	b.Get("/processes").Want(t, 200).See(t, webtest.Counted("2 手続"))

	b.Get("/uploads").Want(t, 200, "環境局の棚卸（架空）.xlsx", "登録済み", "変更なし", "取りやめ", "架空の局入力者")
}

func TestAFaultyFileIsNotRegistered(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "誤り.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", "<たくさん>", 1, "未着手・今後検討", "不要"})).Want(t, 303).
		Header.Get("Location")
	b.Get(at).Want(t, 200, "直していただくところが 1 件").See(t, webtest.Primary("", at+"/findings"))
	b.Get(at+"/findings").Want(t, 200, "C2", "<たくさん>", "L2-01", "年間件数").See(t, webtest.Not(webtest.Button("提出する")))
	b.Get(at+"/submission").Want(t, 303)
	b.Get(at+"/difference").Want(t, 303)
	b.Post(at+"/submit").Want(t, 409)
	b.Get("/processes").Want(t, 200).See(t, webtest.Counted("0 手続"))

	// The same file with the finding on its cell can be mended and sent again.
	b.Get(at).Want(t, 200).See(t, webtest.Link("", at+"/marked"))
	b.Get(at+"/findings").Want(t, 200).See(t, webtest.Link("", at+"/marked"))
	marked := b.Get(at+"/marked").Want(t, 200)
	f, err := excelize.OpenReader(strings.NewReader(marked.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	comments, err := f.GetComments("Sheet1")
	if err != nil || len(comments) != 1 || comments[0].Cell != "C2" {
		t.Errorf("comments %+v, %v", comments, err)
	}
	if _, params, err := mime.ParseMediaType(marked.Header.Get("Content-Disposition")); err != nil || params["filename"] != "赤ペン_誤り.xlsx" {
		t.Errorf("%q, %v", marked.Header.Get("Content-Disposition"), err)
	}

	unreadable := b.Send("/uploads", "半分.xlsx", webtest.Damaged(t)).Want(t, 303).Header.Get("Location")
	b.Get(unreadable).Want(t, 200, "このファイルは読み取れませんでした", "!/marked")
	b.Get(unreadable+"/marked").Want(t, 400, "赤ペンを入れられません")
}

func TestWhatCannotBeReceivedIsSaidOnTheForm(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t, func(o *web.Options) { o.Intake = intake.New(o.Store, 1<<20) })
	b := r.As(registry.Headquarters)
	b.Send("/uploads", "", nil).Want(t, 422, "取り込むファイルを選んでください")
	b.Send("/uploads", "大.csv", make([]byte, 1<<20+1), "reason", "架空のメモ").Want(t, 413, "1MBまで", "架空のメモ")
	b.Send("/uploads", "巨大.csv", make([]byte, 3<<20)).Want(t, 413, "1MBまで")
	b.Do("POST", "/uploads", strings.NewReader("half"), "multipart/form-data; boundary=x").Want(t, 422, "最後まで受け取れませんでした")
	b.Get("/uploads").Want(t, 200, "全局（局の列があるファイル）", "警視庁", "取込はまだありません")
}

// Whatever its name: a file of a kind that is not read is not taken, with what it is and what
// to do, and what was entered with it is still there.
func TestAFileOfNoKnownKindIsRefusedAtTheDoor(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	for _, c := range []struct {
		name, data string
		says       string
	}{
		{"一覧.csv", "%PDF-1.7\n", "PDFファイルです"},
		{"一覧.xlsx", "\x89PNG\r\n\x1a\n", "画像ファイルです"},
		{"一覧.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "古い形式のExcelファイル"},
		{"一覧.xls", "<html><table><tr><td>手続名</td></tr></table></html>", "中身はWebページ（HTML）です"},
		{"一覧.csv", "", "空（0バイト）"},
		{"一覧.xlsx", "手続名,件数\n架空の届出,1\n", "名前の終わりを .csv に"},
	} {
		b.Send("/uploads", c.name, []byte(c.data), "reason", "架空のメモ").
			Want(t, 422, "「"+c.name+"」は受け付けませんでした。", c.says, "架空のメモ", "取込はまだありません")
	}
}

// While a file is read again, nothing is said of what was read before, and no page asks for
// anything that the reading may answer.
func TestTheReadingsPageShowsOneState(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	at := b.Send("/uploads", "棚卸.xlsx", webtest.OwnBook(t, "一覧")).Want(t, 303).Header.Get("Location")
	b.Get(at).Want(t, 200, "構造の確認待ち", "検査のまとめ")
	reading := b.Get(at + "/structure").Page(t).Hidden("reading")
	r.Idle = true
	b.Post(at+"/structure", "reading", reading, "do", "confirm", "field.0.3.D", "remarks").Want(t, 303)
	b.Get(at).Want(t, 200, "検査の順番を待っています", "検査中", "!構造の確認待ち", "!次にすること", "!検査のまとめ", "!読み取った表と列を確かめる")
	b.Get(at+"/structure").Want(t, 303)
	b.Get(at+"/findings").Want(t, 303)
	r.Idle = false
	r.Work()
	b.Get(at).Want(t, 200, "提出前", "差分のまとめ", "!検査中")
}

func TestABureausUploadIsItsOwn(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	other, err := r.Store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	row := []any{"架空道路の占用", "架空道路法", 10, 1, "実施済", "不要"}
	// An officer's form offers no other bureau, and asking for one is of no use.
	own := r.As(registry.Officer).Send("/uploads", "a.xlsx", webtest.Sheet(t, row), "bureau", webtest.Num(int64(other.ID))).Want(t, 303).
		Header.Get("Location")
	r.As(registry.Officer).Get(own).Want(t, 200, "環境局")
	theirs := r.As(registry.Headquarters).Send("/uploads", "b.xlsx", webtest.Sheet(t, row), "bureau", webtest.Num(int64(other.ID))).
		Want(t, 303).Header.Get("Location")
	for _, path := range []string{theirs, theirs + "/file", theirs + "/marked"} {
		r.As(registry.Officer).Get(path).Want(t, 404)
	}
	for _, do := range []string{"/submit", "/approve", "/return", "/discard", "/stage"} {
		r.As(registry.Officer).Post(theirs+do).Want(t, 404)
	}
	r.As(registry.Officer).Get("/uploads").Want(t, 200, "a.xlsx", "!b.xlsx")
	r.As(registry.Planner).Get(theirs).Want(t, 200).See(t, webtest.Not(webtest.Button("提出する")))
	r.As(registry.Planner).Post(theirs+"/submit").Want(t, 403)
	r.As(registry.Planner).Get("/uploads").Want(t, 200, "a.xlsx", "b.xlsx", "!検査する")
	r.As(registry.Planner).Get("/uploads/99999").Want(t, 404)
}

// late runs once before the first byte of a body is sent: the service has let the
// request in by then.
type late struct {
	io.Reader
	once func()
}

func (l *late) Read(b []byte) (int, error) {
	if l.once != nil {
		l.once()
		l.once = nil
	}
	return l.Reader.Read(b)
}

// Sending a file takes as long as its sender likes: who lost the right to meanwhile has
// handed nothing in.
func TestAFileThatWasOnItsWayTooLongIsNotTaken(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Idle = true
	other, err := r.Store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	officer := r.Ids[registry.Officer]
	admin := registry.Operator("架空の運用担当")
	change := func(bureau int) error {
		return r.Store.ChangeAccount(t.Context(), admin, registry.Account{ID: officer, Name: "架空の局入力者", Role: registry.Officer, BureauID: bureau})
	}
	token, hash := auth.NewToken()
	id, err := r.Store.AddToken(t.Context(), registry.Scope{AccountID: officer}, "作り物", hash, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		meanwhile func(same *webtest.Visitor) error
		token     bool
		status    int
	}{
		{"nothing", func(*webtest.Visitor) error { return nil }, false, 201},
		{"nothing, by a token", func(*webtest.Visitor) error { return nil }, true, 201},
		{"to another bureau", func(*webtest.Visitor) error { return change(other.ID) }, false, 403},
		{"to another bureau, by a token", func(*webtest.Visitor) error { return change(other.ID) }, true, 403},
		{"signed out", func(same *webtest.Visitor) error { same.Post("/sign-out").Want(t, 303); return nil }, false, 401},
		{"the token revoked", func(*webtest.Visitor) error {
			return r.Store.RevokeToken(t.Context(), registry.Scope{AccountID: officer}, id)
		}, true, 401},
		{"disabled", func(*webtest.Visitor) error { return r.Store.DisableAccount(t.Context(), admin, officer) }, false, 401},
	} {
		if err := change(r.Bureau.ID); err != nil {
			t.Fatal(err)
		}
		b := r.SignIn(registry.Officer)
		same := *b
		b.Client = &http.Client{Jar: b.Client.Jar, Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
		b.Header.Set("Expect", "100-continue")
		if c.token {
			b.Header.Set("Authorization", "Bearer "+token)
		}
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, err := w.CreateFormFile("file", "a.csv")
		if err == nil {
			_, err = io.WriteString(part, "手続名\r\n架空の届出\r\n")
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		before := r.Count("select count(*) from upload")
		b.Do(http.MethodPost, "/api/v1/uploads", &late{&body, func() {
			if err := c.meanwhile(&same); err != nil {
				t.Error(err)
			}
		}}, w.FormDataContentType()).Want(t, c.status)
		if n := r.Count("select count(*) from upload") - before; n != map[bool]int64{true: 1}[c.status == 201] {
			t.Errorf("%s: %d files were taken", c.name, n)
		}
	}
}

func TestTheOriginalFileComesBackAsItWas(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	file := webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "実施済", "不要"})
	at := b.Send("/uploads", "環境局 棚卸（架空）.xlsx", file).Header.Get("Location")
	got := b.Get(at + "/file")
	if got.Body != string(file) {
		t.Error("the bytes differ")
	}
	_, params, err := mime.ParseMediaType(got.Header.Get("Content-Disposition"))
	if err != nil || params["filename"] != "環境局 棚卸（架空）.xlsx" {
		t.Errorf("%q, %v", got.Header.Get("Content-Disposition"), err)
	}
	if got.Header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("Content-Type %q", got.Header.Get("Content-Type"))
	}
}

func TestTheBlankFormCanBeHandedIn(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Officer)
	form := b.Get("/uploads/form.xlsx").Want(t, 200)
	at := b.Send("/uploads", "様式.xlsx", []byte(form.Body)).Want(t, 303).Header.Get("Location")
	b.Get(at).Want(t, 200, "0 行を読み取りました", "環境局")
}

// Whoever sees every bureau chooses one; one that is not there is no fault of ours.
func TestAFileForNoBureauIsRefused(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	file := webtest.Sheet(t, []any{"架空の届出", "架空法", 1, 1, "検討中", "要"})
	for _, bureau := range []string{"999", "2147483647"} {
		r.As(registry.Headquarters).Send("/uploads", "架空.xlsx", file, "bureau", bureau).Want(t, 422, "局を一覧から選んでください")
	}
}
