package web

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
)

// An approver presses the button and closes the page while the database is busy: the
// upload is registered all the same.
func TestWhoeverLeavesFindsItDone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	approver := r.as(registry.Approver)
	at := r.as(registry.Officer).send("/uploads", "架空.xlsx", sheet(t, []any{"架空の手続", "架空法", 5, 1, "検討中", "不要"})).header.Get("Location")
	r.as(registry.Officer).post(at+"/submit", "keep", "1").want(t, 303)

	busy, err := r.world.Pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Rollback()
	if _, err := busy.ExecContext(t.Context(), "select from upload for update"); err != nil {
		t.Fatal(err)
	}
	here, err := url.Parse(r.url)
	if err != nil {
		t.Fatal(err)
	}
	var cookies []string
	for _, c := range approver.client.Jar.Cookies(here) {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	line, err := new(net.Dialer).DialContext(t.Context(), "tcp", here.Host)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(line, "POST %s/approve HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Length: 0\r\n\r\n", at, here.Host, strings.Join(cookies, "; "))
	for waiting := 0; waiting == 0; { // until the approval waits for the row
		if err := r.world.Pool.QueryRowContext(t.Context(), `select count(*) from pg_stat_activity
			where datname = current_database() and wait_event_type = 'Lock'`).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	if err := line.Close(); err != nil {
		t.Fatal(err)
	}
	if err := busy.Rollback(); err != nil {
		t.Fatal(err)
	}
	r.server.Close() // waits for the request's end
	u, err := r.store.Upload(t.Context(), fixer, 1)
	if err != nil || u.State != registry.UploadConfirmed {
		t.Errorf("the upload is %s, %v", u.State, err)
	}
}
