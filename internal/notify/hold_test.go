package notify

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
)

// The file has a line for each end of the chain that was seen, once a minute at most,
// and each line's hash is in the chain.
func TestTheEndOfTheChainIsAppendedToAFile(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	path := filepath.Join(t.TempDir(), "seals.txt")
	h := &holder{path: path}
	now := time.Date(2022, 4, 1, 9, 0, 0, 0, registry.Tokyo)
	var want []string
	for i, c := range []struct {
		after time.Duration
		act   bool // something is sealed before
		more  bool // a line is added
	}{{0, false, true}, {2 * time.Minute, false, false}, {2 * time.Minute, true, true}, {30 * time.Second, true, false}, {31 * time.Second,
		false, true}} {
		if c.act {
			if err := w.SignInFailed(t.Context(), 0, "192.0.2.1", "password"); err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(c.after)
		if err := h.hold(t.Context(), w.Store, now); err != nil {
			t.Fatal(err)
		}
		if c.more {
			end, err := w.Seal(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, hex.EncodeToString(end.Hash))
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		if len(lines) != len(want) || !strings.HasSuffix(lines[len(lines)-1], want[len(want)-1]) {
			t.Fatalf("step %d: %q, want the hashes %q", i, lines, want)
		}
	}
	if err := (&holder{path: filepath.Join(path, "x")}).hold(t.Context(), w.Store, now); err == nil {
		t.Error("a file that cannot be written is no error")
	}
}

// Each auditor who wants mails gets one a day, with the end of the chain as it was then.
func TestAuditorsGetTheEndOfTheChainOnceADay(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, login := range []string{"auditor", "newcomer"} {
		id, err := o.AddAccount(t.Context(), scope, registry.Account{Login: login, Name: "架空の" + login, Role: registry.Auditor,
			Email: login + "@example.lg.jp"}, "")
		if err != nil {
			t.Fatal(err)
		}
		o.ids[login] = id
	}
	o.do(`update account set mails_since = now() - interval '2 days' where id in ({auditor}, {officer})`) // the newcomer's begin tomorrow
	end, err := o.Seal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := o.GatherMails(t.Context(), scope); err != nil {
			t.Fatal(err)
		}
	}
	m, ok, err := o.ClaimMail(t.Context(), scope)
	if err != nil || !ok || m.Address != "auditor@example.lg.jp" {
		t.Fatalf("%+v, %t, %v", m, ok, err)
	}
	subject, text := words(m, url)
	if !strings.Contains(subject, "控える封印") || !strings.Contains(text, "封印："+end.String()+"\n") || !strings.Contains(text, url+"/admin/log\n") {
		t.Errorf("%s\n%s", subject, text)
	}
	if m, ok, err := o.ClaimMail(t.Context(), scope); ok || err != nil {
		t.Errorf("another one: %+v, %v", m, err)
	}
}
