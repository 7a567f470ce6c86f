package e2e

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"tetsuzuki/internal/registry"
)

// A reminder of headquarters reaches a bureau's officer by way of a real mail server,
// and the service says nothing more of it.
func TestTheServiceSendsMails(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	arrived := make(chan string, 10)
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{arrived: arrived}, nil }))
	go func() { _ = server.Serve(listener) }() // ends with the test
	t.Cleanup(func() { server.Close() })

	m := newMachine(t)
	m.env = []string{"TETSUZUKI_SMTP_URL=smtp://" + listener.Addr().String() + "?starttls=none",
		"TETSUZUKI_MAIL_FROM=手続レジストリ <tetsuzuki@example.lg.jp>", "TETSUZUKI_PUBLIC_URL=http://tetsuzuki.example.lg.jp"}
	m.must(t, "account", "add", "honbu", "--name", "架空の本部", "--role", "headquarters")
	m.must(t, "account", "add", "kankyo", "--name", "架空の環境", "--role", "officer", "--bureau", "環境局", "--email", "kankyo@example.lg.jp")
	token := strings.TrimSpace(m.must(t, "token", "add", "honbu", "--name", "試験"))
	s := m.serve(t)
	post := func(path, body string) (int, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/json")
		return do(t, s.client(t), request)
	}
	day := registry.DayOf(time.Now()).AddDate(0, 0, -2).Format(time.DateOnly)
	if status, body := post("/api/v1/rounds",
		`{"name": "架空の回", "fiscal_year": 2025, "opens_on": "`+day+`", "deadline": "2099-03-31"}`); status != http.StatusCreated {
		t.Fatal(status, body)
	}
	if status, body := post("/api/v1/rounds/1/reminders", `{"bureaus": ["環境局"]}`); status != http.StatusCreated {
		t.Fatal(status, body)
	}
	select {
	case mail := <-arrived:
		if !strings.HasPrefix(mail, "kankyo@example.lg.jp\n") || !strings.Contains(mail, "Auto-Submitted: auto-generated\r\n") {
			t.Errorf("got %s", mail)
		}
	case <-time.After(patience):
		t.Fatalf("no mail comes\n%s", s.log)
	}
	if status, body := s.get(t, s.client(t), "/readyz"); status != http.StatusOK {
		t.Errorf("not ready afterwards: %d %s", status, body)
	}
}

// delivery takes mails and passes them on, the address first.
type delivery struct {
	to      string
	arrived chan<- string
}

func (d *delivery) Mail(string, *smtp.MailOptions) error      { return nil }
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error { d.to = to; return nil }

func (d *delivery) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	d.arrived <- d.to + "\n" + string(text)
	return err
}

func (d *delivery) Reset()        {}
func (d *delivery) Logout() error { return nil }
