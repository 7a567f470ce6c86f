package bench

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web"
)

// BenchmarkTheDatabaseStandsStillForTwentySeconds tells, with the bounds of the service
// itself, when pages say so (promised: 10 s) and when the first right answer comes after
// it (2 s), on the connection of before.
func BenchmarkTheDatabaseStandsStillForTwentySeconds(b *testing.B) {
	own := pgtest.NewOwn(b)
	s, err := store.Open(b.Context(), own.URL, store.Options{})
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	handler, err := web.New(web.Options{Store: s, Logger: slog.New(slog.DiscardHandler)})
	must(b, err)
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	nobodys, _ := auth.NewToken() // it is looked for, and not found
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	ask := func() int {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL+"/api/v1/bureaus", nil)
		must(b, err)
		req.Header.Set("Authorization", "Bearer "+nobodys)
		res, err := client.Do(req)
		must(b, err)
		must(b, res.Body.Close())
		return res.StatusCode
	}
	for b.Loop() {
		if status := ask(); status != http.StatusUnauthorized {
			b.Fatalf("before it: %d", status)
		}
		own.Freeze(b)
		frozen := time.Now()
		if status := ask(); status != http.StatusServiceUnavailable {
			b.Errorf("while it stands still: %d", status)
		}
		said := time.Since(frozen)
		for time.Since(frozen) < 20*time.Second {
			<-time.After(time.Second)
			if status := ask(); status != http.StatusServiceUnavailable {
				b.Errorf("while it stands still: %d", status)
			}
		}
		own.Thaw(b)
		thawed := time.Now()
		for ask() != http.StatusUnauthorized {
			<-time.After(10 * time.Millisecond)
		}
		back := time.Since(thawed)
		b.ReportMetric(said.Seconds(), "s-until-told")
		b.ReportMetric(back.Seconds(), "s-until-back")
		if said > 10*time.Second || back > 2*time.Second {
			b.Errorf("told after %v, back after %v", said, back)
		}
	}
}
