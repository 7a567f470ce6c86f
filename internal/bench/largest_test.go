package bench

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/survey"
)

// text is a made-up text of so many characters, of which no two are alike.
func text(n, seed int) string {
	runes := make([]rune, n)
	x := uint32(seed)*2654435761 + 1
	for i := range runes {
		x = x*1664525 + 1013904223
		runes[i] = rune(0x4E00 + x>>8%0x5000)
	}
	return string(runes)
}

// texts are so many of them.
func texts(count, n int) []string {
	all := make([]string, count)
	for i := range all {
		all[i] = text(n, i)
	}
	return all
}

// largest are files that become as much as the limits let a file become, each in another
// way, and one of a few megabytes that would become four gigabytes.
var largest = []struct {
	name  string
	file  survey.Large
	state registry.UploadState
}{
	{"行数", survey.Large{Headers: []string{"手続名", "手続類型", "根拠法令", "根拠条項", "年間件数（令和3年度）", "うちオンライン件数（令和3年度）", "デジタル化状況", "備考"}, Rows: 250_000,
		Cell: func(row, col int) survey.LargeCell {
			return survey.LargeCell{Text: []string{fmt.Sprint("架空の手続", row), "申請等", fmt.Sprint("架空法", row%1300), "第1条", fmt.Sprint(row % 30000),
				"0", "検討中", "架空のデータ"}[col]}
		}}, registry.UploadStaged},
	{"文字", survey.Large{Headers: []string{"手続名", "根拠法令", "備考"}, Rows: 67_000, Shared: texts(40, 1000),
		Cell: func(row, col int) survey.LargeCell {
			if col < 2 {
				return survey.LargeCell{Text: []string{fmt.Sprint("架空の手続", row), "架空法"}[col]}
			}
			return survey.LargeCell{Shared: row%40 + 1}
		}}, registry.UploadStaged},
	{"指摘", survey.Large{Headers: []string{"部", "課", "手続名", "根拠法令", "年間件数（令和3年度）", "うちオンライン件数（令和3年度）", "デジタル化状況", "備考"}, Rows: 150_000,
		Cell: func(row, col int) survey.LargeCell {
			if row == 1 {
				return survey.LargeCell{Text: []string{"架空部", "架空課", "架空の手続", "架空法", "10", "1", "検討中", "架空"}[col]}
			}
			return survey.LargeCell{Text: []string{"〃", "同上", fmt.Sprint("架空の手続", row), "〃", fmt.Sprintf("約%d件", row), "約1件", "〃", "〃"}[col]}
		}}, registry.UploadStaged},
	{"誤り", survey.Large{Headers: []string{"手続名", "根拠法令", "デジタル化状況", "備考"}, Rows: 250_000,
		Cell: func(row, col int) survey.LargeCell {
			status := "検討中"
			if row%20 == 0 { // a finding names 20,000 of its cells; rows that no finding names cannot be left out
				status = "架空の状況"
			}
			return survey.LargeCell{Text: []string{fmt.Sprint("架空の手続", row), fmt.Sprint("架空法", row%1300), status, "架空のデータ"}[col]}
		}}, registry.UploadFaulty},
	{"4 GB になる 6 MB", survey.Large{Headers: []string{"手続名", "根拠法令", "備考", "標準処理期間", "添付書類", "所管府省", "手続の受け手"}, Rows: 90_000,
		Shared: texts(40, 1000),
		Cell:   func(row, col int) survey.LargeCell { return survey.LargeCell{Shared: (row*7+col*3)%40 + 1} }}, registry.UploadUnreadable},
}

// BenchmarkLargestFile has the largest files that the limits allow read and looked at,
// by the program itself, whose peak the kernel knows.
func BenchmarkLargestFile(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "tetsuzuki")
	if out, err := exec.Command("go", "build", "-o", binary, "tetsuzuki/cmd/tetsuzuki").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	for _, l := range largest {
		b.Run(l.name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "架空.xlsx")
			f, err := os.Create(path)
			must(b, err)
			must(b, l.file.Write(f))
			must(b, f.Close())
			for b.Loop() {
				largestFile(b, binary, l.name, path, l.state)
			}
		})
	}
}

func largestFile(b *testing.B, binary, name, path string, want registry.UploadState) {
	b.Helper()
	url := pgtest.New(b)
	s := open(b, url)
	db, err := sql.Open("postgres", url)
	must(b, err)
	defer db.Close()
	size := func() (n int64) {
		must(b, db.QueryRowContext(b.Context(),
			`select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`).Scan(&n))
		return n
	}
	bureau, err := s.Bureau(b.Context(), "環境局")
	must(b, err)
	const password = "作り物の十分に長いパスワード"
	hash, err := auth.HashPassword(b.Context(), password)
	must(b, err)
	_, err = s.AddAccount(b.Context(), operator, registry.Account{Login: "kankyo", Name: "計測", Role: registry.Officer, BureauID: bureau.ID},
		hash)
	must(b, err)

	serve := serving(b, binary, url)
	serve.signIn(b, "kankyo", password)
	before := size()
	var id int64
	state := registry.UploadReceived
	read := timed(func() {
		id = serve.send(b, path)
		for state == registry.UploadReceived {
			time.Sleep(100 * time.Millisecond)
			u, err := s.Upload(b.Context(), operator, id)
			must(b, err)
			state = u.State
		}
	})
	if state == registry.UploadStructure {
		state = settled(b, s, id, 1)
	}
	if state != want {
		b.Fatalf("%s: %s, want %s", name, state, want)
	}
	note := "（" + name + "）"
	record(b, line{"上限いっぱいのファイルの読取", 60, read.Seconds(), "秒", note})
	record(b, line{"その間の最大メモリー", 200, highWater(serve.cmd.Process.Pid), "MB", note})
	record(b, line{"ディスクに増えた量", 400, float64(size()-before) / 1e6, "MB", note})
	serve.stop(b)

	if want == registry.UploadUnreadable {
		return // it was refused, and has no pages to speak of
	}
	serve = serving(b, binary, url)
	serve.signIn(b, "kankyo", password)
	rest := highWater(serve.cmd.Process.Pid)
	slowest, which := time.Duration(0), ""
	at := fmt.Sprintf("/uploads/%d", id)
	pages := []string{
		at, at + "/structure", at + "/findings", at + "/findings?view=cell", at + "/findings?view=normalised",
		at + "/difference", at + "/difference?show=new&after=50000", at + "/difference?q=架空", at + "/submission",
		at + "/decisions", at + "/matches", at + "/conflicts", "/uploads", "/api/v1" + at, "/api/v1" + at + "/findings",
		"/api/v1" + at + "/difference?kind=new", "/api/v1" + at + "/questions", "/api/v1" + at + "/structure",
		"/api/v1" + at + "/missing", "/api/v1" + at + "/matches", "/api/v1" + at + "/conflicts",
	}
	for _, page := range pages {
		var status int
		took := timed(func() { status = serve.get(b, page) })
		b.Logf("%s %s: %d %v %.0f MB", name, page, status, took.Round(time.Millisecond), highWater(serve.cmd.Process.Pid))
		if took > slowest {
			slowest, which = took, page
		}
	}
	record(b, line{"その最も遅いページ", 1, slowest.Seconds(), "秒", "（" + name + "：" + which + "）"})
	record(b, line{"ページの最大メモリー", 150, highWater(serve.cmd.Process.Pid), "MB", fmt.Sprintf("（%s：サインインの後は %.0f MB）", name, rest)})
	serve.stop(b)
	several(b, serving(b, binary, url), password, pages, note)
	returned(b, serving(b, binary, url), s, password, id, want, note)
	if want == registry.UploadFaulty {
		return // it cannot be given up
	}
	serve = serving(b, binary, url)
	serve.signIn(b, "kankyo", password)
	record(b, line{"取りやめ", 1, timed(func() { serve.post(b, at+"/discard") }).Seconds(), "秒", "（" + name + "）"})
	serve.stop(b)
}

// settled confirms the structure of a file as one of its readings found it, and gives the
// state in which that leaves the upload.
func settled(b *testing.B, s *store.Store, id int64, reading int) registry.UploadState {
	b.Helper()
	_, err := s.ConfirmStructure(b.Context(), operator, id, reading, nil, []byte("{}"), "計測")
	must(b, err)
	u, err := s.Upload(b.Context(), operator, id)
	must(b, err)
	return u.State
}

// atOnce is how many pages of the same file people look at in the same moment.
const atOnce = 8

// several has the pages of a file looked at, many in the same moment.
func several(b *testing.B, serve *server, password string, pages []string, note string) {
	b.Helper()
	defer serve.stop(b)
	serve.signIn(b, "kankyo", password)
	next := make(chan string)
	var people sync.WaitGroup
	for range atOnce {
		people.Go(func() {
			for page := range next {
				if status, err := serve.look(page); err != nil || status >= http.StatusInternalServerError {
					b.Errorf("%s: %d %v", page, status, err)
				}
			}
		})
	}
	took := timed(func() {
		for _, page := range slices.Concat(pages, pages) {
			next <- page
		}
		close(next)
		people.Wait()
	})
	record(b, line{
		fmt.Sprintf("%d ページずつ同時に見る間の最大メモリー", atOnce), 150, highWater(serve.cmd.Process.Pid), "MB",
		fmt.Sprintf("%s%d ページに %.1f 秒", note, 2*len(pages), took.Seconds()),
	})
}

// returned makes the files that go back to the sender of one: with its findings marked;
// of one with errors, whose right rows are registered, also its faulty rows alone, and
// its receipt.
func returned(b *testing.B, serve *server, s *store.Store, password string, id int64, state registry.UploadState, note string) {
	b.Helper()
	defer serve.stop(b)
	serve.signIn(b, "kankyo", password)
	files := []string{"marked"}
	if state == registry.UploadFaulty {
		right, err := intake.New(s, 1<<30).StageRight(b.Context(), operator, id, "")
		must(b, err)
		if right.Upload.State == registry.UploadStructure {
			settled(b, s, id, 2)
		}
		_, err = s.Apply(b.Context(), operator, id, registry.ChangeImport, store.TheFile)
		must(b, err)
		files = append(files, "remainder", "receipt", "receipt.xlsx")
	}
	for _, file := range files {
		var status int
		took := timed(func() { status = serve.get(b, fmt.Sprintf("/uploads/%d/%s", id, file)) })
		if status != http.StatusOK {
			b.Errorf("%s: %d", file, status)
		}
		record(b, line{"返すファイル " + file, 60, took.Seconds(), "秒", note})
	}
	record(b, line{"返すファイルを作る間の最大メモリー", 200, highWater(serve.cmd.Process.Pid), "MB", note})
}

// server is the program, serving, with somebody signed in.
type server struct {
	cmd     *exec.Cmd
	address string
	client  *http.Client
}

var listening = regexp.MustCompile(`"msg":"serving","addr":"([^"]+)"`)

func serving(b *testing.B, binary, database string) *server {
	b.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(b.Context()), binary, "serve", "--addr", "127.0.0.1:0")
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "TETSUZUKI_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Env = append(cmd.Env, "TETSUZUKI_DATABASE_URL="+database)
	log, err := cmd.StderrPipe()
	must(b, err)
	must(b, cmd.Start())
	address := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(log); lines.Scan(); {
			if at := listening.FindStringSubmatch(lines.Text()); at != nil {
				address <- at[1]
			}
		}
		close(address)
	}()
	at, ok := <-address
	if !ok {
		b.Fatal("the program did not start")
	}
	jar, err := cookiejar.New(nil)
	must(b, err)
	return &server{cmd, "http://" + at, &http.Client{Jar: jar, Transport: &http.Transport{Proxy: nil}}}
}

func (s *server) stop(b *testing.B) {
	b.Helper()
	must(b, s.cmd.Process.Signal(os.Interrupt))
	must(b, s.cmd.Wait())
}

func (s *server) signIn(b *testing.B, login, password string) {
	b.Helper()
	res, err := s.client.PostForm(s.address+"/sign-in", url.Values{"login": {login}, "password": {password}})
	must(b, err)
	must(b, res.Body.Close())
}

func (s *server) get(b *testing.B, path string) int {
	b.Helper()
	status, err := s.look(path)
	must(b, err)
	return status
}

// look reads a page to its end.
func (s *server) look(path string) (status int, err error) {
	res, err := s.client.Get(s.address + path)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

func (s *server) post(b *testing.B, path string) {
	b.Helper()
	res, err := s.client.PostForm(s.address+path, nil)
	must(b, err)
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		b.Fatalf("%s: %s", path, res.Status)
	}
}

// send hands a file in and gives its reception number.
func (s *server) send(b *testing.B, path string) int64 {
	b.Helper()
	f, err := os.Open(path)
	must(b, err)
	defer f.Close()
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() {
		part, err := form.CreateFormFile("file", filepath.Base(path))
		if err == nil {
			_, err = io.Copy(part, f)
		}
		if err == nil {
			err = form.Close()
		}
		w.CloseWithError(err)
	}()
	res, err := s.client.Post(s.address+"/api/v1/uploads", form.FormDataContentType(), r)
	must(b, err)
	defer res.Body.Close()
	var u struct{ Upload int64 }
	must(b, json.NewDecoder(res.Body).Decode(&u))
	if res.StatusCode != http.StatusCreated {
		b.Fatal(res.Status)
	}
	return u.Upload
}
