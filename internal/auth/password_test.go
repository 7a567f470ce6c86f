package auth_test

import (
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/nbutton23/zxcvbn-go/frequency"

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
		{"in capitals", "Correct horse battery", hash, false},
		{"with a space behind", "correct horse battery ", hash, false},
		{"in full width", "ｃｏｒｒｅｃｔ horse battery", hash, false},
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
		{"the games", "tokyo2021tokyo1964", common},
		{"a bureau and an era", "産業労働局令和3年2021", common},
		{"a bureau in Latin letters", "kankyokyoku-nyuryoku", common},
		{"the example of the message", "切手 うなぎ 十月 はしご", common},
		{"another one like it", "毛糸 トランペット くじら 湯のみ", ""},
		{"a word", "unbelievable", common},
		{"a name", "elizabethtaylor", common},
		{"a town and a year", "manchester2024!", common},
		{"a date and a town", "19851123tokyo", common},
		{"a word over and over", "mozartmozartmozart", common},
	} {
		err := auth.ValidatePassword("planner", c.password)
		if c.problem == "" && err != nil || c.problem != "" && (err == nil || !strings.Contains(registry.MessageOf(err), c.problem)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.problem)
		}
	}
}

// What people type first: the lists' own entries that are long enough, and the 3,000
// commonest passwords made long enough in the ways that people make them so.
func TestCommonPasswordsAreRefused(t *testing.T) {
	t.Parallel()
	longer := []func(string) string{
		func(s string) string { return strings.Repeat(s, (auth.PasswordMin+len(s)-1)/len(s)) },
		func(s string) string { return s + "123456789012"[:max(auth.PasswordMin-len(s), 1)] },
		func(s string) string {
			return strings.ToUpper(s[:1]) + s[1:] + strings.Repeat("!", max(auth.PasswordMin-len(s), 1))
		},
		func(s string) string { return s + strings.Repeat("0", max(auth.PasswordMin-len(s), 1)) },
		func(s string) string { return s + "2021" + strings.Repeat("!", max(auth.PasswordMin-4-len(s), 1)) },
	}
	var tried []string
	for i, p := range frequency.Lists["Passwords"].List[:3000] {
		way := longer[i%len(longer)]
		if strings.ContainsAny(p, "0123456789") {
			way = longer[i%2] // a year behind digits is none
		}
		tried = append(tried, way(p))
	}
	for _, list := range frequency.Lists {
		for _, p := range list.List {
			if utf8.RuneCountInString(p) >= auth.PasswordMin {
				tried = append(tried, p)
			}
		}
	}
	if len(tried) < 4900 {
		t.Errorf("%d passwords were tried", len(tried))
	}
	for _, p := range tried {
		if err := auth.ValidatePassword("someone", p); err == nil {
			t.Errorf("%q is let through", p)
		}
	}
}

// Nobody can keep the service busy with a long password. What counts is the
// processor's time, which is the same on a busy machine.
func TestALongPasswordIsJudgedInTime(t *testing.T) {
	t.Parallel()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	worked := func() time.Duration {
		const ofThread = 1 // RUSAGE_THREAD
		var used syscall.Rusage
		if err := syscall.Getrusage(ofThread, &used); err != nil {
			t.Fatal(err)
		}
		return time.Duration(used.Utime.Nano() + used.Stime.Nano())
	}
	for _, p := range []string{"4@8({[<369!1|$5+7%0", "p@$$w0rd", "1985/11/23-", "qwertyuiop", "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~", "むらさきの電車"} {
		long := []rune(strings.Repeat(p, auth.PasswordMax))[:auth.PasswordMax]
		before := worked()
		_ = auth.ValidatePassword("someone", string(long)) // good or not
		if took := worked() - before; took > 2*time.Second {
			t.Errorf("%q over and over: %s", p, took)
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
