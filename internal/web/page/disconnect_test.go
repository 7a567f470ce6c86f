package page_test

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// An approver presses the button and closes the page while the database is busy: the
// upload is registered all the same.
func TestWhoeverLeavesFindsItDone(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	approver := r.As(registry.Approver)
	at := r.As(registry.Officer).Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空の手続", "架空法", 5, 1, "検討中", "不要"})).Header.Get("Location")
	r.As(registry.Officer).Post(at+"/submit", "keep", "1").Want(t, 303)

	busy, err := r.World.Pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Rollback()
	if _, err := busy.ExecContext(t.Context(), "select from upload for update"); err != nil {
		t.Fatal(err)
	}
	here, err := url.Parse(r.Url)
	if err != nil {
		t.Fatal(err)
	}
	var cookies []string
	for _, c := range approver.Client.Jar.Cookies(here) {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	line, err := new(net.Dialer).DialContext(t.Context(), "tcp", here.Host)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(line, "POST %s/approve HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Length: 0\r\n\r\n", at, here.Host,
		strings.Join(cookies, "; "))
	for waiting := 0; waiting == 0; { // until the approval waits for the row
		if err := r.World.Pool.QueryRowContext(t.Context(), `select count(*) from pg_stat_activity
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
	r.Server.Close() // waits for the request's end
	u, err := r.Store.Upload(t.Context(), webtest.Fixer, 1)
	if err != nil || u.State != registry.UploadConfirmed {
		t.Errorf("the upload is %s, %v", u.State, err)
	}
}
