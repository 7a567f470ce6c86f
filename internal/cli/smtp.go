package cli

import (
	"errors"
	"net/mail"
	"net/url"
	"strconv"
	"strings"

	"tetsuzuki/internal/notify"
)

// smtpServer reads the address of a mail server. Its messages never repeat it: it may
// hold a password.
func smtpServer(s string) (notify.Server, error) {
	var server notify.Server
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" {
		return server, errors.New("「smtp://mail.example.lg.jp:587」「smtps://利用者:パスワード@mail.example.lg.jp」のような URL を指定してください。")
	}
	server.Host, server.Port, server.TLS = u.Hostname(), 587, notify.TLSRequired
	if u.Scheme == "smtps" {
		server.Port, server.TLS = 465, notify.TLSFromTheStart
	}
	if port := u.Port(); port != "" {
		if server.Port, err = strconv.Atoi(port); err != nil || server.Port < 1 || server.Port > 65535 {
			return server, errors.New("ポートには 1 から 65535 までの数を指定してください。")
		}
	}
	for name, values := range u.Query() {
		policy := notify.TLS(values[0])
		if name != "starttls" || u.Scheme != "smtp" ||
			policy != notify.TLSRequired && policy != notify.TLSOpportunistic && policy != notify.TLSNone {
			return server, errors.New("「?」の後には、smtp:// のときだけ、starttls=required、starttls=opportunistic、starttls=none のどれかを付けられます。")
		}
		server.TLS = policy
	}
	if u.User != nil {
		server.User = u.User.Username()
		server.Password, _ = u.User.Password()
		if server.User == "" || server.Password == "" {
			return server, errors.New("利用者名とパスワードは、両方を指定してください。")
		}
		if server.TLS == notify.TLSOpportunistic || server.TLS == notify.TLSNone {
			return server, errors.New("パスワードを送るときは、TLS が要ります。starttls=required か smtps:// にしてください。")
		}
	}
	return server, nil
}

// sender reads who mails are from.
func sender(s string) (*mail.Address, error) {
	from, err := mail.ParseAddress(s)
	if err != nil || strings.ContainsFunc(from.Address, func(r rune) bool { return r > '~' || r <= ' ' }) {
		return nil, errors.New("「手続レジストリ <tetsuzuki@example.lg.jp>」のように指定してください。アドレスは半角です。")
	}
	return from, nil
}

// mailMistakes names the settings that mails need and that are missing.
func mailMistakes(c Config) []string {
	var wrong []string
	if c.Mail.Host != "" {
		if c.Mail.From == nil {
			wrong = append(wrong, "TETSUZUKI_MAIL_FROM: TETSUZUKI_SMTP_URL を指定するときは、これも指定してください。")
		}
		if c.PublicURL == nil {
			wrong = append(wrong, "TETSUZUKI_PUBLIC_URL: TETSUZUKI_SMTP_URL を指定するときは、これも指定してください。メールにリンクを書きます。")
		}
	}
	return wrong
}
