package cli

import (
	"errors"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/notify"
)

func TestConfigOfMails(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "smtp")
	if err := os.WriteFile(secret, []byte("smtp://tetsuzuki:geheim%40@mail.example.lg.jp\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	from := &mail.Address{Name: "手続レジストリ", Address: "tetsuzuki@example.lg.jp"}
	const public, sender = "TETSUZUKI_PUBLIC_URL=https://t.example", "TETSUZUKI_MAIL_FROM=手続レジストリ <tetsuzuki@example.lg.jp>"
	for _, c := range []struct {
		environ []string
		want    notify.Server
		wrong   string // what the mistakes say; empty: none
	}{
		{[]string{public, sender, "TETSUZUKI_SMTP_URL_FILE=" + secret},
			notify.Server{Host: "mail.example.lg.jp", Port: 587, TLS: notify.TLSRequired, User: "tetsuzuki", Password: "geheim@", From: from}, ""},
		{[]string{public, sender, "TETSUZUKI_SMTP_URL=smtps://mail.example.lg.jp"},
			notify.Server{Host: "mail.example.lg.jp", Port: 465, TLS: notify.TLSFromTheStart, From: from}, ""},
		{[]string{public, sender, "TETSUZUKI_SMTP_URL=smtp://10.0.0.1:25?starttls=none"},
			notify.Server{Host: "10.0.0.1", Port: 25, TLS: notify.TLSNone, From: from}, ""},
		{[]string{public, sender, "TETSUZUKI_SMTP_URL=smtp://mail?starttls=opportunistic"},
			notify.Server{Host: "mail", Port: 587, TLS: notify.TLSOpportunistic, From: from}, ""},
		{[]string{"TETSUZUKI_SMTP_URL=smtp://mail"}, notify.Server{}, "TETSUZUKI_MAIL_FROM: TETSUZUKI_SMTP_URL を指定するときは、これも"},
		{[]string{"TETSUZUKI_SMTP_URL=smtp://mail"}, notify.Server{}, "TETSUZUKI_PUBLIC_URL: TETSUZUKI_SMTP_URL を指定するときは、これも"},
		{[]string{public, sender, "TETSUZUKI_SMTP_URL=smtp://u:geheim@mail?starttls=none"}, notify.Server{}, "TLS が要ります"},
		{[]string{public, sender, "TETSUZUKI_SMTP_URL=smtp://u:geheim@mail?starttls=opportunistic"}, notify.Server{}, "TLS が要ります"},
		{[]string{public, sender, "TETSUZUKI_SMTP_URL=smtp://u@mail"}, notify.Server{}, "両方を指定"},
		{[]string{public, sender, "TETSUZUKI_SMTP_URL=smtp://u:geheim@mail:99999"}, notify.Server{}, "65535"},
		{[]string{public, sender, "TETSUZUKI_SMTP_URL=smtp://mail?starttls=maybe"}, notify.Server{}, "starttls=required"},
		{[]string{public, sender, "TETSUZUKI_SMTP_URL=smtps://mail?starttls=none"}, notify.Server{}, "starttls=required"},
		{[]string{public, sender, "TETSUZUKI_SMTP_URL=http://u:geheim@mail"}, notify.Server{}, "smtp://mail.example.lg.jp:587"},
		{[]string{public, "TETSUZUKI_MAIL_FROM=架空@example.lg.jp", "TETSUZUKI_SMTP_URL=smtp://mail"}, notify.Server{}, "アドレスは半角"},
		{[]string{public, "TETSUZUKI_MAIL_FROM=a@b, c@d", "TETSUZUKI_SMTP_URL=smtp://mail"}, notify.Server{}, "TETSUZUKI_MAIL_FROM: 「手続レジストリ <"},
	} {
		got, err := (&program{environ: c.environ}).config()
		e, _ := errors.AsType[*configError](err)
		switch {
		case c.wrong == "" && err != nil:
			t.Errorf("%q: %v", c.environ, err)
		case c.wrong != "" && (e == nil || !strings.Contains(e.Error(), c.wrong) || strings.Contains(e.Error(), "geheim")):
			t.Errorf("%q: %v, want %q and no password", c.environ, err, c.wrong)
		}
		if diff := cmp.Diff(c.want, got.Mail); diff != "" && c.wrong == "" {
			t.Errorf("%q: %s", c.environ, diff)
		}
	}
}
