package e2e

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

const (
	password    = "作り物の十分に長いパスワード" // that whoever makes an account chooses
	ownPassword = "毛糸のトランペットとくじら"  // that its owner chooses
)

// header and rows are a made-up inventory with one priority process exactly at the
// line, one under it and one of unknown volume.
const inventory = `局,手続名,根拠法令,年間件数（令和2年度）,うちオンライン件数（令和2年度）,デジタル化状況
環境局,架空の届出,架空の法,10000,2500,実施済
環境局,架空の申請,架空の法,9999,0,検討中
環境局,架空の報告,架空の法,不明,不明,今後実施
`

// figures are those of `progress --json` that the tests look at.
type figures struct {
	Processes int64 `json:"processes"`
	Done      int64 `json:"done"`
	Priority  struct {
		Count       int64 `json:"count"`
		Undecidable int64 `json:"undecidable"`
	} `json:"priority"`
}

var want = func() (f figures) {
	f.Processes, f.Done, f.Priority.Count, f.Priority.Undecidable = 3, 1, 1, 1
	return f
}()

func figuresOf(t *testing.T, text string) (f figures) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return f
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The main job by verbs alone, with no service running.
func TestTheMainJobByVerbs(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	file := write(t, "一覧.csv", inventory)
	if out := m.must(t, "import", file, "--bureau", "環境局"); !strings.Contains(out, "新規 3 手続") {
		t.Errorf("import: %s", out)
	}
	if out := m.must(t, "import", file, "--bureau", "環境局"); !strings.Contains(out, "何も変わりませんでした") {
		t.Errorf("import once more: %s", out)
	}
	if got := figuresOf(t, m.must(t, "progress", "--json")); got != want {
		t.Errorf("progress %+v, want %+v", got, want)
	}
	if out := m.must(t, "priority"); !strings.Contains(out, "架空の届出") || strings.Index(out, "架空の届出") > strings.Index(out, "架空の報告") ||
		strings.Contains(out, "架空の申請") {
		t.Errorf("priority: %s", out)
	}
	workbook := filepath.Join(t.TempDir(), "進捗.xlsx")
	m.must(t, "export", "progress", "--out", workbook)
	f, err := excelize.OpenFile(workbook)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for sheet, rows := range map[string]int{"重点手続": 2, "判定不能": 2, "全手続": 4} {
		if got, err := f.GetRows(sheet); err != nil || len(got) != rows {
			t.Errorf("%s has %d rows (%v), want %d", sheet, len(got), err, rows)
		}
	}
	m.must(t, "verify")
	if m.databaseRuns() {
		t.Error("the verbs left their database running")
	}
}

// The main job in the service: sign in, upload, confirm, see the figures; all of it
// is there after a stop, and after a loss of power.
func TestTheMainJobInTheService(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.must(t, "account", "add", "nyuryoku", "--name", "架空の入力者", "--role", "officer", "--bureau", "環境局",
		"--password-file", write(t, "password", password))
	m.must(t, "account", "add", "shonin", "--name", "架空の承認者", "--role", "approver", "--bureau", "環境局",
		"--password-file", write(t, "password", password))
	s := m.serve(t)
	c := s.client(t)
	if status, _ := s.get(t, s.client(t), "/api/v1/progress"); status != http.StatusUnauthorized {
		t.Errorf("without signing in: %d, want 401", status)
	}
	signInFirst(t, s, c, "nyuryoku")
	status, body := s.upload(t, c, "/uploads", "一覧.csv", inventory)
	if status != http.StatusOK {
		t.Fatalf("upload: %d %s", status, body)
	}
	if body = s.read(t, c, "/uploads/1"); !strings.Contains(body, "/uploads/1/difference") {
		t.Fatalf("the upload: %s", body)
	}
	if status, body := s.get(t, c, "/uploads/1/difference"); status != http.StatusOK || !strings.Contains(body, "架空の届出") {
		t.Fatalf("the difference: %d %s", status, body)
	}
	if status, body := s.post(t, c, "/uploads/1/submit", nil); status != http.StatusOK {
		t.Fatalf("submit: %d %s", status, body)
	}
	if status, body := s.post(t, c, "/uploads/1/approve", nil); status != http.StatusForbidden {
		t.Errorf("approve by the sender: %d %s", status, body)
	}
	approver := s.client(t)
	signInFirst(t, s, approver, "shonin")
	if status, body := s.post(t, approver, "/uploads/1/approve", nil); status != http.StatusOK {
		t.Fatalf("approve: %d %s", status, body)
	}
	look := func(when string) {
		t.Helper()
		status, body := s.get(t, c, "/api/v1/progress")
		if got := figuresOf(t, body); status != http.StatusOK || got != want {
			t.Errorf("%s: %d %s", when, status, body)
		}
		if status, body := s.get(t, c, "/priorities"); status != http.StatusOK || !strings.Contains(body, "架空の届出") {
			t.Errorf("%s: priorities: %d %s", when, status, body)
		}
	}
	look("after the upload")
	if err := s.end(t, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s = m.serve(t)
	look("after a stop") // still signed in, too
	if err := s.end(t, syscall.SIGKILL); err == nil {
		t.Fatal("the service survived SIGKILL")
	}
	m.killDatabase(t)
	s = m.serve(t)
	look("after a loss of power")
	if got := figuresOf(t, m.must(t, "progress", "--json")); got != want {
		t.Errorf("a verb beside the service: %+v, want %+v", got, want)
	}
}

func (s *service) post(t *testing.T, c *http.Client, path string, form url.Values) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(t, c, r)
}

// read looks at an upload again and again, as its page does, until it has been read.
func (s *service) read(t *testing.T, c *http.Client, path string) string {
	t.Helper()
	for limit := time.After(patience); ; {
		status, body := s.get(t, c, path)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, status, body)
		}
		if !strings.Contains(body, "data-live") {
			return body
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-limit:
			t.Fatalf("%s is still being read: %s", path, body)
		}
	}
}

func (s *service) upload(t *testing.T, c *http.Client, path, name, content string) (status int, body string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, &b)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	return do(t, c, r)
}

// signInFirst signs a new account in, which asks for a password of its owner's own.
func signInFirst(t *testing.T, s *service, c *http.Client, login string) {
	t.Helper()
	if status, body := s.post(t, c, "/sign-in", url.Values{"login": {login}, "password": {password}}); status != http.StatusOK ||
		!strings.Contains(body, "パスワードを決める") {
		t.Fatalf("sign in: %d %s", status, body)
	}
	if status, body := s.post(t, c, "/account/initial-password",
		url.Values{"password": {ownPassword}, "again": {ownPassword}}); status != http.StatusOK {
		t.Fatalf("the own password: %d %s", status, body)
	}
}
