package web

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
)

// sheet is a made-up workbook in the columns of the standard form.
func sheet(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	header := []any{"手続名", "根拠法令", "年間件数（令和2年度）", "うちオンライン件数（令和2年度）", "デジタル化状況", "国の法令改正の要否"}
	for i, row := range append([][]any{header}, rows...) {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// send hands a file in, with fields of the form by turns.
func (b *visitor) send(path, name string, file []byte, fields ...string) answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(file)
	}
	for i := 0; i+1 < len(fields) && err == nil; i += 2 {
		err = w.WriteField(fields[i], fields[i+1])
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do("POST", path, &body, w.FormDataContentType())
}

// upload hands a file in by the API and gives what came of it when it was read.
func (b *visitor) upload(name string, file []byte, fields ...string) answer {
	b.t.Helper()
	got := b.send("/api/v1/uploads", name, file, fields...).want(b.t, 201, `"state":"received"`)
	return b.get(got.header.Get("Location")).want(b.t, 200)
}

func TestAnUploadsWay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b, approver := r.as(registry.Officer), r.as(registry.Approver)
	register := func(at string) {
		t.Helper()
		b.post(at+"/submit").want(t, 303)
		b.get(at).want(t, 200, "承認を待っています", "!承認して登録する")
		approver.post(at+"/approve").want(t, 303)
	}
	first := sheet(t,
		[]any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "未着手・今後検討", "不要"},
		[]any{"架空騒音の<届出>", "架空騒音法", "不明", "", "検討中", "要"})

	b.get("/uploads").want(t, 200, "取込はまだありません", "<strong>環境局</strong>", "!全局（局の列")
	sent := b.send("/uploads", "環境局の棚卸（架空）.xlsx", first, "reason", "架空の棚卸").want(t, 303)
	at := sent.header.Get("Location")
	b.get(at).want(t, 200, "まだ登録していません", "2 行を読み取りました", `class="current" aria-current="step"><a href="`+at+`/difference">差分</a>`)
	b.get(at+"/difference").want(t, 200, "新規（2）", "架空騒音の&lt;届出&gt;", `<a href="`+at+`/difference" aria-current="page">差分</a>`, "提出へ進む")
	b.get(at+"/difference?q=騒音").want(t, 200, "架空騒音の&lt;届出&gt;", "!架空廃棄物の許可")
	b.get(at+"/submission").want(t, 200, "提出する</button>")
	b.get(at+"/findings").want(t, 200, "直すところはありません", "2 行を読み取りました")
	b.get("/processes").want(t, 200, "<b>0</b> 手続")
	b.post(at+"/submit").want(t, 303)
	b.post(at+"/approve").want(t, 403)
	approver.get(at+"/submission").want(t, 200, "承認して登録する", "差し戻す")
	approver.post(at+"/return").want(t, 422)
	approver.post(at+"/return", "reason", "架空の理由").want(t, 303)
	b.get(at).want(t, 200, "差し戻されました", "架空の理由", "もう一度提出する")
	register(at)
	b.get(at).want(t, 200, "登録しました", "新規 2 件", at+"/receipt", "架空の局承認者")
	b.get(at+"/submission").want(t, 200, "提出した内容", "架空の局承認者", "!提出する</button>")
	b.get(at+"/difference").want(t, 200, "この差分は登録されました")
	b.get("/processes").want(t, 200, "<b>2</b> 手続", "12,000", "不明")
	b.get("/priorities").want(t, 200, "重点手続（1）", "架空廃棄物の許可", "判定不能（1）")
	b.get("/processes/P-0000001").want(t, 200, "架空の局承認者", "架空の棚卸", `href="`+at+`"`)

	// The same file again changes nothing, and says so.
	again := b.send("/uploads", "もう一度.xlsx", first).header.Get("Location")
	b.get(again+"/difference").want(t, 200, "変更なし（2）")
	register(again)
	b.get(again).want(t, 200, "登録内容と同じでした")

	// One changed, one missing, one new: old and new stand side by side.
	second := b.send("/uploads", "二回目.xlsx", sheet(t,
		[]any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "実施済", "不要"},
		[]any{"架空新設の登録", "架空新設法", 5, 5, "実施済", "不要"})).header.Get("Location")
	b.get(second+"/difference?show=changed").want(t, 200, "変更（1）", "新規（1）", "ファイルにない（1）", `デジタル化状況：<span class="before">未着手・今後検討</span> → <span class="after">実施済</span>`)
	b.get(second+"/difference?show=missing").want(t, 200, "架空騒音の&lt;届出&gt;", "登録しても消えることはありません")
	b.post(second+"/discard").want(t, 303)
	b.get(second).want(t, 200, "取りやめました")
	b.post(second+"/submit").want(t, 409)
	b.get("/processes").want(t, 200, "<b>2</b> 手続")

	b.get("/uploads").want(t, 200, "環境局の棚卸（架空）.xlsx", "登録済み", "変更なし", "取りやめ", "架空の局入力者")
}

func TestAFaultyFileIsNotRegistered(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Officer)
	at := b.send("/uploads", "誤り.xlsx", sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", "<たくさん>", 1, "未着手・今後検討", "不要"})).want(t, 303).header.Get("Location")
	b.get(at).want(t, 200, "直していただくところが 1 件", `<a class="button primary" href="`+at+`/findings">`)
	b.get(at+"/findings").want(t, 200, "C2", "&lt;たくさん&gt;", "L2-01", "年間件数", "!提出する</button>")
	b.get(at+"/submission").want(t, 303)
	b.get(at+"/difference").want(t, 303)
	b.post(at+"/submit").want(t, 409)
	b.get("/processes").want(t, 200, "<b>0</b> 手続")

	// The same file with the finding on its cell can be mended and sent again.
	b.get(at).want(t, 200, at+"/marked")
	b.get(at+"/findings").want(t, 200, at+"/marked")
	marked := b.get(at+"/marked").want(t, 200)
	f, err := excelize.OpenReader(strings.NewReader(marked.body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	comments, err := f.GetComments("Sheet1")
	if err != nil || len(comments) != 1 || comments[0].Cell != "C2" {
		t.Errorf("comments %+v, %v", comments, err)
	}
	if _, params, err := mime.ParseMediaType(marked.header.Get("Content-Disposition")); err != nil || params["filename"] != "赤ペン_誤り.xlsx" {
		t.Errorf("%q, %v", marked.header.Get("Content-Disposition"), err)
	}

	unreadable := b.send("/uploads", "画像.xlsx", []byte("\x89PNG\r\n\x1a\n")).want(t, 303).header.Get("Location")
	b.get(unreadable).want(t, 200, "このファイルは読み取れませんでした", "!/marked")
	b.get(unreadable+"/marked").want(t, 400, "赤ペンを入れられません")
}

func TestWhatCannotBeReceivedIsSaidOnTheForm(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.Intake = intake.New(o.Store, 1<<20) })
	b := r.as(registry.Headquarters)
	b.send("/uploads", "", nil).want(t, 422, "取り込むファイルを選んでください")
	b.send("/uploads", "大.csv", make([]byte, 1<<20+1), "reason", "架空のメモ").want(t, 413, "1MBまで", "架空のメモ")
	b.send("/uploads", "巨大.csv", make([]byte, 3<<20)).want(t, 413, "1MBまで")
	b.do("POST", "/uploads", strings.NewReader("half"), "multipart/form-data; boundary=x").want(t, 422, "最後まで受け取れませんでした")
	b.get("/uploads").want(t, 200, "全局（局の列があるファイル）", "警視庁", "取込はまだありません")
}

func TestABureausUploadIsItsOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	other, err := r.store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	row := []any{"架空道路の占用", "架空道路法", 10, 1, "実施済", "不要"}
	// An officer's form offers no other bureau, and asking for one is of no use.
	own := r.as(registry.Officer).send("/uploads", "a.xlsx", sheet(t, row), "bureau", num(int64(other.ID))).want(t, 303).header.Get("Location")
	r.as(registry.Officer).get(own).want(t, 200, "環境局")
	theirs := r.as(registry.Headquarters).send("/uploads", "b.xlsx", sheet(t, row), "bureau", num(int64(other.ID))).want(t, 303).header.Get("Location")
	for _, path := range []string{theirs, theirs + "/file", theirs + "/marked"} {
		r.as(registry.Officer).get(path).want(t, 404)
	}
	for _, do := range []string{"/submit", "/approve", "/return", "/discard", "/stage"} {
		r.as(registry.Officer).post(theirs+do).want(t, 404)
	}
	r.as(registry.Officer).get("/uploads").want(t, 200, "a.xlsx", "!b.xlsx")
	r.as(registry.Planner).get(theirs).want(t, 200, "!提出する</button>")
	r.as(registry.Planner).post(theirs+"/submit").want(t, 403)
	r.as(registry.Planner).get("/uploads").want(t, 200, "a.xlsx", "b.xlsx", "!検査する")
	r.as(registry.Planner).get("/uploads/99999").want(t, 404)
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
	r := newRig(t)
	r.idle = true
	other, err := r.store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	officer := r.ids[registry.Officer]
	admin := registry.Operator("架空の運用担当")
	change := func(bureau int) error {
		return r.store.ChangeAccount(t.Context(), admin, registry.Account{ID: officer, Name: "架空の局入力者", Role: registry.Officer, BureauID: bureau})
	}
	token, hash := auth.NewToken()
	id, err := r.store.AddToken(t.Context(), registry.Scope{AccountID: officer}, "作り物", hash, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		meanwhile func(same *visitor) error
		token     bool
		status    int
	}{
		{"nothing", func(*visitor) error { return nil }, false, 201},
		{"nothing, by a token", func(*visitor) error { return nil }, true, 201},
		{"to another bureau", func(*visitor) error { return change(other.ID) }, false, 403},
		{"to another bureau, by a token", func(*visitor) error { return change(other.ID) }, true, 403},
		{"signed out", func(same *visitor) error { same.post("/sign-out").want(t, 303); return nil }, false, 401},
		{"the token revoked", func(*visitor) error {
			return r.store.RevokeToken(t.Context(), registry.Scope{AccountID: officer}, id)
		}, true, 401},
		{"disabled", func(*visitor) error { return r.store.DisableAccount(t.Context(), admin, officer) }, false, 401},
	} {
		if err := change(r.bureau.ID); err != nil {
			t.Fatal(err)
		}
		b := r.signIn(registry.Officer)
		same := *b
		b.client = &http.Client{Jar: b.client.Jar, Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
		b.header.Set("Expect", "100-continue")
		if c.token {
			b.header.Set("Authorization", "Bearer "+token)
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
		before := r.count("select count(*) from upload")
		b.do(http.MethodPost, "/api/v1/uploads", &late{&body, func() {
			if err := c.meanwhile(&same); err != nil {
				t.Error(err)
			}
		}}, w.FormDataContentType()).want(t, c.status)
		if n := r.count("select count(*) from upload") - before; n != map[bool]int64{true: 1}[c.status == 201] {
			t.Errorf("%s: %d files were taken", c.name, n)
		}
	}
}

func TestTheOriginalFileComesBackAsItWas(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Officer)
	file := sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "実施済", "不要"})
	at := b.send("/uploads", "環境局 棚卸（架空）.xlsx", file).header.Get("Location")
	got := b.get(at + "/file")
	if got.body != string(file) {
		t.Error("the bytes differ")
	}
	_, params, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
	if err != nil || params["filename"] != "環境局 棚卸（架空）.xlsx" {
		t.Errorf("%q, %v", got.header.Get("Content-Disposition"), err)
	}
	if got.header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("Content-Type %q", got.header.Get("Content-Type"))
	}
}

func TestTheBlankFormCanBeHandedIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Officer)
	form := b.get("/uploads/form.xlsx").want(t, 200)
	at := b.send("/uploads", "様式.xlsx", []byte(form.body)).want(t, 303).header.Get("Location")
	b.get(at).want(t, 200, "0 行を読み取りました", "環境局")
}

// A form's file is held on disk without a name, so that a kill leaves nothing behind;
// what is entered after the file counts as what is entered before it.
func TestTheFileOfAFormHasNoNameOnDisk(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	var s server
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	big := bytes.Repeat([]byte("作り物"), 1<<19)
	if err := w.WriteField("reason", "架空の理由"); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("file", "一覧.csv")
	if err == nil {
		_, err = part.Write(big)
	}
	if err == nil {
		err = w.WriteField("fiscal_year", "2020")
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/uploads?bureau=3", &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	c := echo.New().NewContext(req, httptest.NewRecorder())
	p, err := s.filePart(c)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if got, err := io.ReadAll(p.file); err != nil || !bytes.Equal(got, big) || p.name != "一覧.csv" {
		t.Errorf("the file %s has %d bytes (%v), want %d", p.name, len(got), err, len(big))
	}
	if got := c.FormValue("reason") + c.FormValue("fiscal_year") + c.FormValue("bureau"); got != "架空の理由2020" {
		t.Errorf("the fields say %q", got)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("on disk there are %v (%v)", files, err)
	}
}

// Whoever sees every bureau chooses one; one that is not there is no fault of ours.
func TestAFileForNoBureauIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	file := sheet(t, []any{"架空の届出", "架空法", 1, 1, "検討中", "要"})
	for _, bureau := range []string{"999", "2147483647"} {
		r.as(registry.Headquarters).send("/uploads", "架空.xlsx", file, "bureau", bureau).want(t, 422, "局を一覧から選んでください")
	}
}
