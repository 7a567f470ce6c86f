package cli

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
)

func TestConfigDefaults(t *testing.T) {
	t.Parallel()
	c, err := (&program{environ: []string{"HOME=/root"}}).config()
	if err != nil {
		t.Fatal(err)
	}
	want := Config{Addr: "127.0.0.1:8080", Data: "./var", SessionIdle: time.Hour, SessionLimit: 12 * time.Hour, MaxUpload: 50 << 20}
	want.OpenID = auth.OpenIDConfig{Label: "組織のアカウント", GroupsClaim: "groups"}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
}

func TestConfigFromEnvironmentFlagsAndFiles(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(secret, []byte("postgres://u:p@db/t?sslmode=disable\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := (&program{
		environ: []string{"TETSUZUKI_ADDR=0.0.0.0:80", "TETSUZUKI_DATA=/data", "TETSUZUKI_DATABASE_URL_FILE=" + secret,
			"TETSUZUKI_LOG_LEVEL=warn", "TETSUZUKI_PUBLIC_URL=https://t.example", "TETSUZUKI_TEST_ANYTHING=1"},
		flags: map[string]string{"TETSUZUKI_ADDR": "127.0.0.1:0"},
	}).config()
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:0" || c.Data != "/data" || c.DatabaseURL != "postgres://u:p@db/t?sslmode=disable" ||
		c.LogLevel != slog.LevelWarn || !c.SecureCookies() {
		t.Errorf("got %+v", c)
	}
}

func TestConfigReportsEveryMistakeAtOnce(t *testing.T) {
	t.Parallel()
	_, err := (&program{environ: []string{
		"TETSUZUKI_ADDR=8080", "TETSUZUKI_DATABASE_URL=postgres://u:geheim@db/t", "TETSUZUKI_LOG_LEVEL=loud",
		"TETSUZUKI_PUBLIC_URL=tetsuzuki", "TETSUZUKI_SESSION_IDLE=2h", "TETSUZUKI_SESSION_LIMIT=1h",
		"TETSUZUKI_MAX_UPLOAD_MB=0", "TETSUZUKI_DATABSE_URL=x", "TETSUZUKI_DATA_FILE=/x",
	}}).config()
	e, ok := errors.AsType[*configError](err)
	if !ok {
		t.Fatalf("got %v, want a *configError", err)
	}
	want := []string{
		"TETSUZUKI_DATABSE_URL: この名前の設定はありません。綴りを確かめてください。",
		"TETSUZUKI_DATA_FILE: この名前の設定はありません。綴りを確かめてください。",
		"TETSUZUKI_ADDR: 「127.0.0.1:8080」のように、ホストとポートで指定してください。",
		"TETSUZUKI_DATABASE_URL: URL の最後に ?sslmode=verify-full（閉じた網の中では ?sslmode=disable など）を付けてください。",
		"TETSUZUKI_LOG_LEVEL: debug、info、warn、error のどれかを指定してください。",
		"TETSUZUKI_PUBLIC_URL: 「https://tetsuzuki.example.lg.jp」のような URL を指定してください。",
		"TETSUZUKI_MAX_UPLOAD_MB: 1 以上の整数で指定してください。",
		"TETSUZUKI_SESSION_IDLE: TETSUZUKI_SESSION_LIMIT より短くしてください。",
	}
	if !slices.Equal(e.messages, want) {
		t.Errorf("got %q,\nwant %q", e.messages, want)
	}
}

func TestConfigOfTheSecondFactor(t *testing.T) {
	t.Parallel()
	for value, want := range map[string][]registry.Role{
		"": nil, "off": nil, "all": registry.Roles,
		"administrator, headquarters": {registry.Administrator, registry.Headquarters},
	} {
		c, err := (&program{environ: []string{"TETSUZUKI_SECOND_FACTOR=" + value}}).config()
		if err != nil || !slices.Equal(c.SecondFactor, want) {
			t.Errorf("%q: %v, %v", value, c.SecondFactor, err)
		}
	}
	_, err := (&program{environ: []string{"TETSUZUKI_SECOND_FACTOR=administrator,king"}}).config()
	if err == nil || !strings.Contains(err.Error(), "「king」という役割はありません") {
		t.Errorf("got %v", err)
	}
}

func TestConfigOfOpenID(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("geheim\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := (&program{environ: []string{
		"TETSUZUKI_PUBLIC_URL=https://t.example", "TETSUZUKI_OIDC_ISSUER=https://idp.example/realms/x", "TETSUZUKI_OIDC_CLIENT_ID=tetsuzuki",
		"TETSUZUKI_OIDC_CLIENT_SECRET_FILE=" + secret, "TETSUZUKI_OIDC_SCOPES=groups email", "TETSUZUKI_OIDC_GROUPS_CLAIM=roles",
		"TETSUZUKI_OIDC_ROLES=cn=honbu,ou=x=headquarters; kankyo=officer:環境局;",
	}}).config()
	if err != nil {
		t.Fatal(err)
	}
	want := auth.OpenIDConfig{Issuer: "https://idp.example/realms/x", ClientID: "tetsuzuki", ClientSecret: "geheim", Label: "組織のアカウント",
		Scopes: []string{"groups", "email"}, GroupsClaim: "roles", Roles: []auth.GroupRole{
			{Group: "cn=honbu,ou=x", Role: registry.Headquarters}, {Group: "kankyo", Role: registry.Officer, Bureau: "環境局"}}}
	if diff := cmp.Diff(want, c.OpenID); diff != "" {
		t.Error(diff)
	}
	for setting, message := range map[string]string{
		"TETSUZUKI_OIDC_ISSUER=http://idp.example":  "TETSUZUKI_OIDC_ISSUER: 「https://idp.example.lg.jp/realms/tocho」のような https の URL を指定してください。",
		"TETSUZUKI_OIDC_ISSUER=https://idp.example": "TETSUZUKI_OIDC_CLIENT_ID: TETSUZUKI_OIDC_ISSUER を指定するときは、これも指定してください。",
		"TETSUZUKI_OIDC_ROLES=honbu":                "TETSUZUKI_OIDC_ROLES: 「honbu」を読めません。「グループ=役割」か「グループ=役割:局」と書いてください。",
		"TETSUZUKI_OIDC_ROLES=honbu=king":           "TETSUZUKI_OIDC_ROLES: 「king」という役割はありません。officer、approver、planner、headquarters、auditor、administrator から選んでください。",
		"TETSUZUKI_OIDC_ROLES=kankyo=officer":       "TETSUZUKI_OIDC_ROLES: 「kankyo=officer」には、officer と approver のときだけ、局を「役割:局」の形で付けてください。",
		"TETSUZUKI_OIDC_ROLES=honbu=auditor:環境局":    "TETSUZUKI_OIDC_ROLES: 「honbu=auditor:環境局」には、officer と approver のときだけ、局を「役割:局」の形で付けてください。",
	} {
		_, err := (&program{environ: []string{setting}}).config()
		if e, ok := errors.AsType[*configError](err); !ok || !slices.Contains(e.messages, message) {
			t.Errorf("%s: %v, want %q among it", setting, err, message)
		}
	}
}
