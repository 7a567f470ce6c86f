package notify

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"net"
	"net/http/httptest"
	netmail "net/mail"
	"net/textproto"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// mailServer is a real SMTP server on a free port. Of the people it knows, "unknown"
// does not exist and "busy" can be reached from the second attempt on.
type mailServer struct {
	t        *testing.T
	listener net.Listener
	smtp     *smtp.Server
	roots    *x509.CertPool
	user     string // empty: it asks for no sign-in
	password string

	arrived chan struct{} // one for each mail

	mu       sync.Mutex
	got      []received
	attempts map[string]int
	signIns  int
}

// received is a mail as it arrived.
type received struct {
	from string
	to   []string
	raw  []byte
	tls  bool
}

// newMailServer starts one; change may alter it before.
func newMailServer(t *testing.T, change ...func(*mailServer)) *mailServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mailServer{t: t, listener: listener, attempts: map[string]int{}, arrived: make(chan struct{}, 1000)}
	m.smtp = smtp.NewServer(m)
	m.smtp.Domain = "mail.example.lg.jp"
	m.smtp.ErrorLog = silent{}
	for _, f := range change {
		f(m)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = m.smtp.Serve(m.listener) // ends with the test
	}()
	t.Cleanup(func() { m.smtp.Close(); <-served })
	return m
}

// withTLS gives it a certificate for 127.0.0.1: for STARTTLS, or from the start.
func withTLS(fromTheStart bool) func(*mailServer) {
	return func(m *mailServer) {
		h := httptest.NewTLSServer(nil)
		config := &tls.Config{Certificates: h.TLS.Certificates}
		m.roots = x509.NewCertPool()
		m.roots.AddCert(h.Certificate())
		h.Close()
		if fromTheStart {
			m.listener = tls.NewListener(m.listener, config)
			return
		}
		m.smtp.TLSConfig = config
	}
}

// server is how to reach it.
func (m *mailServer) server(how TLS) Server {
	addr := m.listener.Addr().(*net.TCPAddr)
	return Server{Host: "127.0.0.1", Port: addr.Port, TLS: how, Roots: m.roots, User: m.user, Password: m.password,
		From: &netmail.Address{Name: "手続レジストリ", Address: "tetsuzuki@example.lg.jp"}}
}

// mails are those that arrived, in their order.
func (m *mailServer) mails() []received {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]received(nil), m.got...)
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// NewSession is called for each connection.
func (m *mailServer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &talk{m: m, conn: c}, nil
}

type talk struct {
	m     *mailServer
	conn  *smtp.Conn
	known bool
	mail  received
}

func (s *talk) AuthMechanisms() []string {
	if s.m.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *talk) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.m.mu.Lock()
		defer s.m.mu.Unlock()
		s.m.signIns++
		if s.known = user == s.m.user && password == s.m.password; !s.known {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *talk) Mail(from string, _ *smtp.MailOptions) error {
	if s.m.user != "" && !s.known {
		return smtp.ErrAuthRequired
	}
	_, encrypted := s.conn.TLSConnectionState()
	s.mail = received{from: from, tls: encrypted}
	return nil
}

func (s *talk) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.m.attempts[to]++
	switch {
	case strings.HasPrefix(to, "unknown@"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox " + to}
	case strings.HasPrefix(to, "busy@") && s.m.attempts[to] == 1:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 2, 1}, Message: "come again"}
	}
	s.mail.to = append(s.mail.to, to)
	return nil
}

func (s *talk) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mail.raw = raw
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.m.got = append(s.m.got, s.mail)
	s.m.arrived <- struct{}{}
	return nil
}

func (s *talk) Reset()        { s.mail = received{} }
func (s *talk) Logout() error { return nil }

// header reads a mail's header as any mail program does.
func (r received) header(t *testing.T) textproto.MIMEHeader {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(r.raw))
	if err != nil {
		t.Fatal(err)
	}
	return textproto.MIMEHeader(m.Header)
}

func (r received) subject(t *testing.T) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(r.header(t).Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// text is the decoded body.
func (r received) text(t *testing.T) string {
	t.Helper()
	h := r.header(t)
	if got := h.Get("Content-Type"); !strings.EqualFold(strings.ReplaceAll(got, `"`, ""), "text/plain; charset=utf-8") ||
		h.Get("Content-Transfer-Encoding") != "base64" {
		t.Errorf("the text is %q in %q", got, h.Get("Content-Transfer-Encoding"))
	}
	_, body, ok := bytes.Cut(r.raw, []byte("\r\n\r\n"))
	if !ok {
		t.Fatal(errors.New("no body"))
	}
	text, err := io.ReadAll(base64Reader(body))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}
