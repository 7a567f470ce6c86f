package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/sample"
	"tetsuzuki/internal/store"
)

// What happens at once in BenchmarkLoad.
const (
	readers   = 30 // people who read pages
	handedIn  = 5  // bureaus' files
	exported  = 3  // lists of all processes
	thinking  = 500 * time.Millisecond
	loadLimit = 3 * time.Minute
)

// readPages are what the people read in turns.
var readPages = []string{
	"/", "/processes", "/processes?sort=volume&order=desc", "/processes?q=架空", "/priorities", "/processes/P-0000012",
	"/board", "/uploads", "/api/v1/progress", "/api/v1/processes?limit=50",
}

// BenchmarkLoad runs the program as it is installed, over 28,000 processes: people read
// pages while bureaus' files are read, one of them is confirmed, and lists are taken
// out.
func BenchmarkLoad(b *testing.B) {
	database := pgtest.New(b)
	s, _ := catalogueAt(b, database, 1)
	at := startProgram(b, database)
	planner := caller(b, s, at.url, registry.Account{Login: "kikaku", Name: "計測", Role: registry.Planner})
	var files [][]byte
	var officers, approvers []client
	for i := range handedIn {
		rows := sample.Rows(i)
		bureau, err := s.Bureau(b.Context(), rows[0].Process.Bureau)
		must(b, err)
		for n := range rows {
			if n%5 == 0 {
				rows[n].Process.Remarks = "計測のために書き換えたもの"
			}
		}
		var file bytes.Buffer
		must(b, report.List{Years: []int{2019, 2020}}.WriteXLSX(&file, len(rows), each(rows)))
		files = append(files, file.Bytes())
		officers = append(officers, caller(b, s, at.url,
			registry.Account{Login: fmt.Sprint("nyuryoku", i), Name: "計測", Role: registry.Officer, BureauID: bureau.ID}))
		approvers = append(approvers, caller(b, s, at.url,
			registry.Account{Login: fmt.Sprint("shonin", i), Name: "計測", Role: registry.Approver, BureauID: bureau.ID}))
	}
	for b.Loop() {
		var over atomic.Bool
		var mu sync.Mutex
		var took []time.Duration
		var people, work sync.WaitGroup
		for n := range readers {
			people.Go(func() {
				for i := n; !over.Load(); i++ {
					time.Sleep(thinking) // people read what they asked for
					d := timed(func() { planner.get(readPages[i%len(readPages)]) })
					mu.Lock()
					took = append(took, d)
					mu.Unlock()
				}
			})
		}
		began := time.Now()
		for i := range handedIn {
			work.Go(func() {
				id := officers[i].handIn(files[i])
				if i == 0 {
					officers[i].call(http.MethodPost, "/api/v1/uploads/"+id+"/submit", `{"keep": true}`)
					approvers[i].call(http.MethodPost, "/api/v1/uploads/"+id+"/approve", `{}`)
				}
			})
		}
		for range exported {
			work.Go(func() { planner.get("/processes.xlsx") })
		}
		work.Wait()
		for time.Since(began) < 20*time.Second {
			time.Sleep(thinking)
		}
		over.Store(true)
		people.Wait()
		slices.Sort(took)
		note := fmt.Sprintf("（%d 人、%d ページ、%d 局の読取り、1 件の確定、%d 件の出力）", readers, len(took), handedIn, exported)
		record(b, line{"一日の負荷：ページの 99 パーセンタイル", 1.5, took[len(took)*99/100].Seconds(), "秒", note})
		record(b, line{"一日の負荷：プログラムの最大メモリー", 200, highWater(at.pid), "MB", ""})
	}
}

// running is the program serving.
type running struct {
	url string
	pid int
}

// startProgram serves the database of an address on a free port until the benchmark
// ends.
func startProgram(b *testing.B, database string) running {
	b.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(b.Context()), program(b), "serve", "--addr", "127.0.0.1:0")
	cmd.Env = environment("TETSUZUKI_DATABASE_URL="+database, "TETSUZUKI_LOG_LEVEL=error")
	out, err := cmd.StdoutPipe()
	must(b, err)
	var said bytes.Buffer
	cmd.Stderr = &said
	must(b, cmd.Start())
	b.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
		if err := cmd.Wait(); err != nil {
			b.Errorf("the program ended with %v: %s", err, said.String())
		}
	})
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found := address.FindString(lines.Text()); found != "" {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return running{found, cmd.Process.Pid}
		}
	}
	b.Fatalf("the program did not start: %s", said.String())
	return running{}
}

// client is somebody who is signed in.
type client struct {
	b    *testing.B
	url  string
	http *http.Client
}

func caller(b *testing.B, s *store.Store, address string, a registry.Account) client {
	b.Helper()
	const password = "作り物の十分に長いパスワード"
	hash, err := auth.HashPassword(b.Context(), password)
	must(b, err)
	_, err = s.AddAccount(b.Context(), operator, a, hash)
	must(b, err)
	jar, err := cookiejar.New(nil)
	must(b, err)
	c := client{b, address, &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: readers}}}
	c.send(http.MethodPost, "/sign-in", "application/x-www-form-urlencoded",
		strings.NewReader(url.Values{"login": {a.Login}, "password": {password}}.Encode()))
	return c
}

func (c client) get(path string) []byte { return c.call(http.MethodGet, path, "") }

func (c client) call(method, path, body string) []byte {
	return c.send(method, path, "application/json", strings.NewReader(body))
}

// send fails the benchmark on any answer but a good one.
func (c client) send(method, path, contentType string, body io.Reader) []byte {
	req, err := http.NewRequestWithContext(c.b.Context(), method, c.url+path, body)
	if err != nil {
		c.b.Error(err)
		return nil
	}
	req.Header.Set("Content-Type", contentType)
	res, err := c.http.Do(req)
	if err != nil {
		c.b.Error(err)
		return nil
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 || res.Request.URL.Path == "/sign-in" {
		c.b.Errorf("%s %s: %s %v %.300s", method, path, res.Status, err, got)
	}
	return got
}

// handIn sends a file, waits until it is compared, and gives its number.
func (c client) handIn(file []byte) string {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "一覧.xlsx")
	must(c.b, err)
	_, err = part.Write(file)
	must(c.b, err)
	must(c.b, w.Close())
	var u struct {
		Upload  int64
		State   registry.UploadState
		Reading *struct{ State registry.JobState }
	}
	_ = json.Unmarshal(c.send(http.MethodPost, "/api/v1/uploads", w.FormDataContentType(), &form), &u)
	id := fmt.Sprint(u.Upload)
	for began := time.Now(); u.State != registry.UploadStaged || u.Reading != nil; time.Sleep(100 * time.Millisecond) {
		if time.Since(began) > loadLimit {
			c.b.Errorf("upload %s: %+v", id, u)
			break
		}
		u.Reading = nil
		_ = json.Unmarshal(c.get("/api/v1/uploads/"+id), &u)
	}
	return id
}
