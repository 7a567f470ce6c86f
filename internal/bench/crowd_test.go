package bench

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/job"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/sample"
	"tetsuzuki/internal/web"
)

// BenchmarkPagesWhileBureausHandIn reads pages over 28,000 processes alone, and while
// every bureau's inventory is handed in and read.
func BenchmarkPagesWhileBureausHandIn(b *testing.B) {
	s, _ := catalogue(b, 1)
	quiet := slog.New(slog.DiscardHandler)
	in := intake.New(s, 0)
	server := httptest.NewUnstartedServer(nil)
	address := "http://" + server.Listener.Addr().String()
	handler, err := web.New(web.Options{Store: s, Logger: quiet, Intake: in, PublicURL: address})
	must(b, err)
	server.Config.Handler = handler
	server.Start()
	b.Cleanup(server.Close)
	ctx, stop := context.WithCancel(context.WithoutCancel(b.Context()))
	var worker sync.WaitGroup
	worker.Go(func() {
		job.Worker{Store: s, Logger: quiet, Kinds: map[registry.JobKind]job.Handler{registry.JobRead: job.Reads(in)}}.Run(ctx)
	})
	b.Cleanup(func() { stop(); worker.Wait() })

	const password = "作り物の十分に長いパスワード"
	hash, err := auth.HashPassword(b.Context(), password)
	must(b, err)
	_, err = s.AddAccount(b.Context(), operator, registry.Account{Login: "kikaku", Name: "計測", Role: registry.Planner}, hash)
	must(b, err)
	jar, err := cookiejar.New(nil)
	must(b, err)
	planner := &http.Client{Jar: jar}
	res, err := planner.PostForm(address+"/sign-in", url.Values{"login": {"kikaku"}, "password": {password}})
	must(b, err)
	must(b, res.Body.Close())

	paths := []string{"/", "/processes", "/processes?sort=volume&order=desc", "/priorities", "/board", "/uploads"}
	page := func(n int) time.Duration {
		return timed(func() {
			res, err := planner.Get(address + paths[n%len(paths)])
			must(b, err)
			defer res.Body.Close()
			_, err = io.Copy(io.Discard, res.Body)
			must(b, err)
			if res.StatusCode != http.StatusOK || res.Request.URL.Path == "/sign-in" {
				b.Fatalf("%s: %s", res.Request.URL, res.Status)
			}
		})
	}
	var files []sample.Workbook
	must(b, sample.Workbooks(b.Context(), func(w sample.Workbook) error {
		files = append(files, w)
		return nil
	}))
	bureaus, err := s.Bureaus(b.Context())
	must(b, err)
	handIn := func() {
		var sending sync.WaitGroup
		for _, w := range files {
			at := slices.IndexFunc(bureaus, func(known registry.Bureau) bool { return known.Name == w.Bureau })
			sending.Go(func() {
				if _, err := in.HandIn(b.Context(), operator, intake.File{Name: w.Name, Data: bytes.NewReader(w.Data)},
					intake.Options{BureauID: bureaus[at].ID}); err != nil {
					b.Error(err)
				}
			})
		}
		sending.Wait()
	}
	waiting := func() bool {
		jobs, err := s.Jobs(b.Context(), operator, "", 0, 1000)
		must(b, err)
		return slices.ContainsFunc(jobs, func(j registry.Job) bool { return j.FinishedAt.IsZero() })
	}
	for n := range paths {
		page(n) // for the first time
	}
	for b.Loop() {
		var alone, among []time.Duration
		for n := range 10 * len(paths) {
			alone = append(alone, page(n))
		}
		done := make(chan struct{})
		go func() { handIn(); close(done) }()
		for n, more := 0, true; more; {
			for range paths {
				among = append(among, page(n))
				n++
			}
			select {
			case <-done:
				more = waiting()
			default:
			}
		}
		slices.Sort(alone)
		slices.Sort(among)
		note := "（" + strconv.Itoa(len(files)) + " 局、" + strconv.Itoa(len(among)) + " ページ、最も遅いもの " +
			among[len(among)-1].Round(time.Millisecond).String() + "）"
		record(b, line{"全局のファイルを読む間のページ（中央値）÷ 何もない間", 3, among[len(among)/2].Seconds() / alone[len(alone)/2].Seconds(), "倍", note})
	}
}
