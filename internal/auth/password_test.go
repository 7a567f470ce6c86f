package auth_test

import (
	"strings"
	"testing"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
)

func TestPasswordHashes(t *testing.T) {
	t.Parallel()
	hash, err := auth.HashPassword(t.Context(), "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	// The parameters that OWASP recommends for argon2id.
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q", hash)
	}
	for _, c := range []struct {
		name, password, hash string
		want                 bool
	}{
		{"the password", "correct horse battery", hash, true},
		{"another", "wrong horse battery", hash, false},
		{"its beginning", "correct horse", hash, false},
		{"none", "", hash, false},
		{"nobody's hash never matches", "correct horse battery", "", false},
		{"not even with what it was made from", "nobody", "", false},
		{"too long to be worth the work", strings.Repeat("x", auth.PasswordMax+1), hash, false},
	} {
		got, err := auth.CheckPassword(t.Context(), c.password, c.hash)
		if err != nil || got != c.want {
			t.Errorf("%s: %t, %v", c.name, got, err)
		}
	}
	if _, err := auth.CheckPassword(t.Context(), "x", "not a hash"); registry.CodeOf(err) != registry.Internal {
		t.Errorf("a damaged hash: %v", err)
	}
}

func TestNewPasswords(t *testing.T) {
	t.Parallel()
	const short, long, login, common = "12文字以上", "128文字以内", "ログイン名を含めないで", "推測されやすい"
	for _, c := range []struct{ name, password, problem string }{
		{"a phrase with spaces", "correct horse battery", ""},
		{"a phrase in Japanese", "むらさきの電車が雨を渡る", ""},
		{"letters only", "kjwqpxmzbtvh", ""},
		{"digits only", "840271936502", ""},
		{"emoji count as characters", "🐟🌂🎺🪴🧦🚲🥁🪁🔦🧲🎐🛶", ""},
		{"128 characters", strings.Repeat("kjwqpxmz", 16), ""},
		{"129", strings.Repeat("kjwqpxmz", 16) + "k", long},
		{"11 characters", "kjwqpxmzbtv", short},
		{"11 characters of three bytes", "むらさきの電車が雨をわ", short},
		{"the login", "planner-kjwqpxmzbtvh", login},
		{"the login in capitals and full width", "ＰＬＡＮＮＥＲkjwqpxmzbtvh", login},
		{"a common one", "passwordpassword", common},
		{"with a year and marks", "Password2021!!", common},
		{"with letters exchanged", "P@$$w0rd1234", common},
		{"a row of keys", "qwertyuiopasdf", common},
		{"down the keys", "1qaz2wsx3edc", common},
		{"a row of keys backwards", "poiuytrewq4321", common},
		{"one character over and over", "aaaaaaaaaaaaaaaa", common},
		{"two by turns of a run", "aaaaaaaabbbbbbbb", common},
		{"Japanese in Latin letters", "sakurasakura2022", common},
		{"Japanese in kana", "さくらさくらパスワード", short},
		{"Japanese in kana, longer", "さくらさくらさくらパスワード", common},
		{"half-width kana", "ﾊﾟｽﾜｰﾄﾞﾊﾟｽﾜｰﾄﾞ1234", common},
		{"this service's name", "tetsuzuki-2026", common},
		{"what it is about", "手続レジストリ東京都２０２６", common},
	} {
		err := auth.ValidatePassword("planner", c.password)
		if c.problem == "" && err != nil || c.problem != "" && (err == nil || !strings.Contains(registry.MessageOf(err), c.problem)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.problem)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	a, hashA := auth.NewToken()
	b, hashB := auth.NewToken()
	if a == b || string(hashA) == string(hashB) || string(auth.TokenHash(a)) != string(hashA) {
		t.Error("two tokens are alike, or a hash is not the token's")
	}
	for header, want := range map[string]string{
		"Bearer " + a: a, "bearer " + a: a, "BEARER  " + a: a,
		"": "", a: "", "Basic " + a: "",
	} {
		got, ok := auth.TokenFrom(header)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %t", header, got, ok)
		}
	}
}

func TestLogins(t *testing.T) {
	t.Parallel()
	for entered, want := range map[string]string{"hanako": "hanako", " Hanako\n": "hanako", "ＨＡＮＡＫＯ＠ｘ": "hanako@x"} {
		if got := auth.Login(entered); got != want {
			t.Errorf("%q: %q, want %q", entered, got, want)
		}
	}
}
