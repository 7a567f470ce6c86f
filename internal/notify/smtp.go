package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/mail"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"tetsuzuki/internal/registry"
)

// TLS says how the connection to the mail server is encrypted.
type TLS string

// The kinds of encryption.
const (
	TLSFromTheStart  TLS = "implicit"
	TLSRequired      TLS = "required"      // by STARTTLS; without it nothing is sent
	TLSOpportunistic TLS = "opportunistic" // by STARTTLS where the server offers it
	TLSNone          TLS = "none"
)

// Server is the mail server; with an empty Host there is none.
type Server struct {
	Host     string
	Port     int
	TLS      TLS
	User     string // empty: no sign-in
	Password string
	From     *mail.Address
	Roots    *x509.CertPool // nil: those of the machine
}

// callTimeout bounds each step of the SMTP dialogue.
const callTimeout = 15 * time.Second

// connect opens a connection. The message of its error is safe to show.
func (s Server) connect(ctx context.Context) (*gomail.Client, error) {
	policy := map[TLS]gomail.TLSPolicy{TLSRequired: gomail.TLSMandatory, TLSOpportunistic: gomail.TLSOpportunistic,
		TLSNone: gomail.NoTLS}[s.TLS]
	options := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(callTimeout), gomail.WithTLSPolicy(policy),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: s.Roots})}
	if s.TLS == TLSFromTheStart {
		options = append(options, gomail.WithSSL())
	}
	if s.User != "" {
		// The library leaves out the methods that send a password unencrypted.
		options = append(
			options,
			gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(s.User),
			gomail.WithPassword(s.Password),
		)
	}
	client, err := gomail.NewClient(s.Host, options...)
	if err == nil {
		err = client.DialWithContext(ctx)
	}
	if err != nil {
		return nil, &registry.Error{Code: registry.Unavailable, Op: "notify.connect", Err: err,
			Message: "メールサーバーに接続できません。サーバーの状態と、TETSUZUKI_SMTP_URL を確かめてください。"}
	}
	return client, nil
}

// message is the MIME message of a mail.
func (s Server) message(m registry.Mail, url string) (*gomail.Msg, error) {
	subject, text := words(m, url)
	msg := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(s.From)
	if err := msg.To(m.Address); err != nil {
		return nil, registry.Failed("notify.message", err)
	}
	_, domain, _ := strings.Cut(s.From.Address, "@")
	msg.SetMessageIDWithValue(m.MessageID + "@" + domain)
	msg.SetDateWithValue(m.Notice.At.In(registry.Tokyo))
	msg.SetBulk()
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.Subject(subject)
	msg.SetBodyString(gomail.TypeTextPlain, text)
	return msg, nil
}

// outcome is the result of sending a mail.
type outcome int

const (
	taken       outcome = iota
	refused             // this mail is refused for good
	notNow              // this mail is refused this time
	unreachable         // no mail can be sent now
)

// send sends a mail.
func send(client *gomail.Client, msg *gomail.Msg) (outcome, error) {
	err := client.Send(msg)
	if err == nil || msg.IsDelivered() {
		return taken, nil // an error after that shows at the next mail
	}
	e, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return unreachable, err
	}
	switch e.Reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		if e.ErrorCode() >= 500 {
			return refused, err
		}
		if e.ErrorCode() >= 400 {
			return notNow, err
		}
	}
	return unreachable, err
}

// answer is the code of the server's reply; its text could name people.
func answer(err error) string {
	if e, ok := errors.AsType[*gomail.SendError](err); ok && e.ErrorCode() != 0 {
		return strings.TrimSpace(strconv.Itoa(e.ErrorCode()) + " " + e.EnhancedStatusCode())
	}
	return "応答がありません"
}
