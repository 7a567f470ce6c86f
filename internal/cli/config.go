package cli

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/notify"
	"tetsuzuki/internal/registry"
)

// Config is how the program runs here. It comes from the environment, and from
// flags, which win.
type Config struct {
	Addr         string        // host:port to listen on; port 0: any free one
	Data         string        // the folder of the program's own data
	DatabaseURL  string        // empty: the private PostgreSQL of Data
	LogLevel     slog.Level    //
	PublicURL    *url.URL      // as users type it; nil: http on Addr
	SessionIdle  time.Duration // without a request for so long, a session ends
	SessionLimit time.Duration // a session ends at the latest after this
	MaxUpload    int64         // bytes of one uploaded file

	ExportsAtOnce int // how many files are made at once; 0: half the processors

	SecondFactor []registry.Role   // must have one; empty: nobody must
	OpenID       auth.OpenIDConfig // empty Issuer: none
	Mail         notify.Server     // empty Host: none
	SealFile     string            // where the end of the chain of seals is appended; empty: nowhere
}

// SecureCookies reports whether users reach the service by TLS. Then cookies are sent by TLS
// only.
func (c Config) SecureCookies() bool { return c.PublicURL != nil && c.PublicURL.Scheme == "https" }

// setting is one value of the configuration.
type setting struct {
	env      string
	flag     string // the flag of the verbs that name the setting; empty: none
	holder   string // what stands for the value in help
	standard string // the default
	help     string
	secret   bool // may come from the file that ENV_FILE names
	read     func(*Config, string) error
}

var settings = []setting{
	{env: "TETSUZUKI_ADDR", flag: "addr", holder: "ホスト:ポート", standard: "127.0.0.1:8080",
		help: "待ち受けるアドレス。ポート 0 は空いているポート",
		read: func(c *Config, s string) error {
			c.Addr = s
			_, port, err := net.SplitHostPort(s)
			if n, e := strconv.Atoi(port); err != nil || e != nil || n < 0 || n > 65535 {
				return errors.New("「127.0.0.1:8080」のように、ホストとポートで指定してください。")
			}
			return nil
		}},
	{env: "TETSUZUKI_DATA", flag: "data", holder: "フォルダー", standard: "./var",
		help: "データを置くフォルダー。データベースの指定がないときは、この中の PostgreSQL を使う",
		read: func(c *Config, s string) error { c.Data = s; return nil }},
	{env: "TETSUZUKI_DATABASE_URL", secret: true,
		help: "使う PostgreSQL。例 postgres://user:password@host/tetsuzuki?sslmode=verify-full。待機系があるときは host1:5432,host2:5432 のように並べる",
		read: func(c *Config, s string) (err error) { c.DatabaseURL, err = databaseURL(s); return err }},
	{env: "TETSUZUKI_LOG_LEVEL", standard: "info", help: "ログの細かさ。debug、info、warn、error",
		read: func(c *Config, s string) error {
			if c.LogLevel.UnmarshalText([]byte(s)) != nil {
				return errors.New("debug、info、warn、error のどれかを指定してください。")
			}
			return nil
		}},
	{env: "TETSUZUKI_PUBLIC_URL", help: "利用者が入力する URL。https のときは Cookie も TLS だけで送る",
		read: func(c *Config, s string) error {
			u, err := url.Parse(s)
			if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
				return errors.New("「https://tetsuzuki.example.lg.jp」のような URL を指定してください。")
			}
			c.PublicURL = u
			return nil
		}},
	{env: "TETSUZUKI_SESSION_IDLE", standard: "1h", help: "操作がないまま過ぎるとサインアウトになる時間",
		read: func(c *Config, s string) (err error) { c.SessionIdle, err = duration(s); return err }},
	{env: "TETSUZUKI_SESSION_LIMIT", standard: "12h", help: "サインインから必ずサインアウトになるまでの時間",
		read: func(c *Config, s string) (err error) { c.SessionLimit, err = duration(s); return err }},
	{env: "TETSUZUKI_MAX_UPLOAD_MB", standard: "50", help: "取り込むファイルの大きさの上限（MB）",
		read: func(c *Config, s string) error {
			n, err := strconv.ParseInt(s, 10, 32)
			if err != nil || n < 1 {
				return errors.New("1 以上の整数で指定してください。")
			}
			c.MaxUpload = n << 20
			return nil
		}},
	{env: "TETSUZUKI_EXPORTS_AT_ONCE", help: "同時に作る出力のファイルの数。ほかは、アカウントごとに順番を待つ。指定がなければ、プロセッサーの数の半分",
		read: func(c *Config, s string) error {
			n, err := strconv.Atoi(s)
			if err != nil || n < 1 || n > 64 {
				return errors.New("1 から 64 までの整数で指定してください。")
			}
			c.ExportsAtOnce = n
			return nil
		}},
	{env: "TETSUZUKI_SECOND_FACTOR", standard: "off", help: "パスワードでのサインインに、認証アプリのコードを必須にする役割。off、all か、「,」区切り。例 administrator,headquarters",
		read: func(c *Config, s string) (err error) { c.SecondFactor, err = factorRoles(s); return err }},
	{env: "TETSUZUKI_OIDC_ISSUER", help: "OpenID Connect の認証サービスの URL（issuer）。指定するとサインインに使える。TETSUZUKI_PUBLIC_URL も要る",
		read: func(c *Config, s string) error {
			u, err := url.Parse(s)
			if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
				return errors.New("「https://idp.example.lg.jp/realms/tocho」のような https の URL を指定してください。")
			}
			c.OpenID.Issuer = s
			return nil
		}},
	{env: "TETSUZUKI_OIDC_CLIENT_ID", help: "認証サービスに登録したクライアント ID。戻り先は TETSUZUKI_PUBLIC_URL/sign-in/openid/callback",
		read: func(c *Config, s string) error { c.OpenID.ClientID = s; return nil }},
	{env: "TETSUZUKI_OIDC_CLIENT_SECRET", secret: true, help: "クライアントの秘密",
		read: func(c *Config, s string) error { c.OpenID.ClientSecret = s; return nil }},
	{env: "TETSUZUKI_OIDC_LABEL", standard: "組織のアカウント", help: "サインインのボタンに出す名前",
		read: func(c *Config, s string) error { c.OpenID.Label = s; return nil }},
	{env: "TETSUZUKI_OIDC_SCOPES", help: "openid と profile のほかに求めるスコープ（空白区切り）。例 groups",
		read: func(c *Config, s string) error { c.OpenID.Scopes = strings.Fields(s); return nil }},
	{env: "TETSUZUKI_OIDC_GROUPS_CLAIM", standard: "groups", help: "グループの一覧が入るクレーム",
		read: func(c *Config, s string) error { c.OpenID.GroupsClaim = s; return nil }},
	{env: "TETSUZUKI_OIDC_ROLES", help: "グループと役割の対応（「;」区切り、先のものが優先）。例 tz-honbu=headquarters;tz-kankyo=officer:環境局",
		read: func(c *Config, s string) (err error) { c.OpenID.Roles, err = groupRoles(s); return err }},
	{env: "TETSUZUKI_SMTP_URL", secret: true,
		help: "お知らせをメールでも送るときのサーバー。例 smtp://利用者:パスワード@mail.example.lg.jp:587（STARTTLS が要る）、smtps://…（はじめから TLS）、smtp://mail:25?starttls=none",
		read: func(c *Config, s string) error {
			server, err := smtpServer(s)
			server.From = c.Mail.From
			c.Mail = server
			return err
		}},
	{env: "TETSUZUKI_SEAL_FILE", help: "封印（記録のつながりの終わりのハッシュ）を書き足すファイル。データベースの管理者が書けない場所に置く",
		read: func(c *Config, s string) error { c.SealFile = s; return nil }},
	{env: "TETSUZUKI_MAIL_FROM", help: "メールの差出人。例 手続レジストリ <tetsuzuki@example.lg.jp>",
		read: func(c *Config, s string) (err error) { c.Mail.From, err = sender(s); return err }},
}

// factorRoles reads which roles must have a second factor.
func factorRoles(s string) ([]registry.Role, error) {
	switch s {
	case "off":
		return nil, nil
	case "all":
		return registry.Roles, nil
	}
	var roles []registry.Role
	for part := range strings.SplitSeq(s, ",") {
		role := registry.Role(strings.TrimSpace(part))
		if !slices.Contains(registry.Roles, role) {
			return nil, fmt.Errorf(
				"「%s」という役割はありません。off か all か、officer、approver、planner、headquarters、auditor、administrator を「,」で区切って指定してください。",
				role,
			)
		}
		roles = append(roles, role)
	}
	return roles, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// groupRoles reads which role a provider's group has here: group=role, or
// group=role:bureau for roles of a bureau.
func groupRoles(s string) ([]auth.GroupRole, error) {
	var roles []auth.GroupRole
	for part := range strings.SplitSeq(s, ";") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		at := strings.LastIndex(part, "=") // a group may be named by an LDAP name
		if at < 1 {
			return nil, fmt.Errorf("「%s」を読めません。「グループ=役割」か「グループ=役割:局」と書いてください。", part)
		}
		role, bureau, _ := strings.Cut(part[at+1:], ":")
		r := auth.GroupRole{Group: part[:at], Role: registry.Role(role), Bureau: bureau}
		if !slices.Contains(registry.Roles, r.Role) {
			return nil, fmt.Errorf("「%s」という役割はありません。officer、approver、planner、headquarters、auditor、administrator から選んでください。", role)
		}
		if r.Role.OfBureau() != (bureau != "") {
			return nil, fmt.Errorf("「%s」には、officer と approver のときだけ、局を「役割:局」の形で付けてください。", part)
		}
		roles = append(roles, r)
	}
	return roles, nil
}

func duration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return 0, errors.New("「30m」「12h」のように指定してください。")
	}
	return d, nil
}

// configError holds every mistake in the configuration, not just the first.
type configError struct{ messages []string }

func (e *configError) Error() string { return strings.Join(e.messages, " ") }

// reserved are the variables of the build and the tests, which the program leaves alone.
const reserved = "TETSUZUKI_TEST_"

// config reads the configuration; all mistakes come in one *configError.
func (p *program) config() (Config, error) {
	var c Config
	var wrong []string
	env := make(map[string]string)
	known := make(map[string]bool)
	for _, s := range settings {
		known[s.env], known[s.env+"_FILE"] = true, s.secret
	}
	for _, e := range p.environ {
		name, value, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, "TETSUZUKI_") || strings.HasPrefix(name, reserved) {
			continue
		}
		if !known[name] {
			wrong = append(wrong, name+": この名前の設定はありません。綴りを確かめてください。")
		}
		env[name] = value
	}
	slices.Sort(wrong)
	for _, s := range settings {
		value, err := s.value(env, p.flags)
		if err == nil && value != "" {
			err = s.read(&c, value)
		}
		if err != nil {
			wrong = append(wrong, s.env+": "+err.Error())
		}
	}
	if o := c.OpenID; o.Issuer != "" {
		for env, missing := range map[string]bool{"TETSUZUKI_PUBLIC_URL": c.PublicURL == nil, "TETSUZUKI_OIDC_CLIENT_ID": o.ClientID == "",
			"TETSUZUKI_OIDC_ROLES": len(o.Roles) == 0} {
			if missing {
				wrong = append(wrong, env+": TETSUZUKI_OIDC_ISSUER を指定するときは、これも指定してください。")
			}
		}
		slices.Sort(wrong)
	}
	wrong = append(wrong, mailMistakes(c)...)
	if c.SessionIdle > c.SessionLimit && c.SessionLimit > 0 {
		wrong = append(wrong, "TETSUZUKI_SESSION_IDLE: TETSUZUKI_SESSION_LIMIT より短くしてください。")
	}
	if len(wrong) > 0 {
		return Config{}, &configError{wrong}
	}
	return c, nil
}

// value is the setting's text: from its flag, its variable, the file that its
// _FILE variable names, or the default.
func (s setting) value(env, flags map[string]string) (string, error) {
	if v, ok := flags[s.env]; ok {
		return v, nil
	}
	v, file := env[s.env], ""
	if s.secret {
		file = env[s.env+"_FILE"]
	}
	switch {
	case v != "" && file != "":
		return "", fmt.Errorf("%s_FILE と同時には指定できません。", s.env)
	case v != "":
		return v, nil
	case file != "":
		b, err := os.ReadFile(file)
		if err != nil {
			return "", fmt.Errorf("ファイル %s を読めません。", file)
		}
		return strings.TrimSpace(string(b)), nil
	}
	return s.standard, nil
}

// addSettings declares flags for the named settings and returns a function that
// tells, by environment name, which of them were given.
func addSettings(fs *flag.FlagSet, names []string) func() map[string]string {
	given := make(map[string]string)
	for _, s := range settings {
		if s.flag != "" && slices.Contains(names, s.flag) {
			fs.Func(s.flag, fmt.Sprintf("`%s`。%s（環境変数 %s、初期値 %s）", s.holder, s.help, s.env, s.standard),
				func(v string) error { given[s.env] = v; return nil })
		}
	}
	return func() map[string]string { return given }
}
