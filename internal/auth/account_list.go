package auth

import (
	"context"
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// The forms that the database asks for, so that a list says what is wrong with each line.
var (
	loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{0,99}$`)
	emailForm = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?" +
		`(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$`)
)

// AccountList is a list of accounts that was checked.
type AccountList struct {
	Lines []registry.AccountLine
}

// Count counts the lines of a state.
func (l AccountList) Count(s registry.AccountLineState) (n int) {
	for _, line := range l.Lines {
		if line.State == s {
			n++
		}
	}
	return n
}

// CheckAccountList says of each line of a list whether it is new, unchanged or faulty. It
// writes nothing.
func CheckAccountList(
	ctx context.Context,
	st *store.Store,
	scope registry.Scope,
	lines []registry.AccountLine,
	today time.Time,
) (AccountList, error) {
	const op = "auth.CheckAccountList"
	accounts, err := st.Accounts(ctx, scope)
	if err != nil {
		return AccountList{}, err
	}
	if len(lines) > registry.AccountsAtOnce {
		return AccountList{}, &registry.Error{Code: registry.Invalid, Op: op, Field: "file",
			Message: fmt.Sprintf("一度に登録できるのは %d 人までです。分けて取り込んでください。", registry.AccountsAtOnce)}
	}
	bureaus, err := st.Bureaus(ctx)
	if err != nil {
		return AccountList{}, err
	}
	there := map[string]registry.Account{}
	for _, a := range accounts {
		there[a.Login] = a
	}
	seen := map[string]string{}
	list := AccountList{Lines: slices.Clone(lines)}
	for i := range list.Lines {
		checkLine(&list.Lines[i], bureaus, there, seen, today)
	}
	return list, nil
}

// checkLine checks one line. seen are the lines before it, by login.
func checkLine(
	line *registry.AccountLine,
	bureaus []registry.Bureau,
	there map[string]registry.Account,
	seen map[string]string,
	today time.Time,
) {
	wrong := func(field, format string, args ...any) {
		f := registry.LineFault{Field: field, Message: fmt.Sprintf(format, args...)}
		for i, c := range registry.AccountColumns {
			if c.Field == field && i < len(line.Cells) {
				f.Cell = line.Cells[i]
			}
		}
		line.Faults = append(line.Faults, f)
	}
	a := registry.Account{Name: line.Name, Login: Login(line.Login), Email: line.Email}
	switch {
	case a.Name == "":
		wrong("name", "名前がありません。例：山田花子")
	case utf8.RuneCountInString(a.Name) > 200:
		wrong("name", "名前は200文字以内で書いてください。例：山田花子")
	}
	switch first, again := seen[a.Login]; {
	case a.Login == "":
		wrong("login", "ログイン名がありません。例：yamada")
	case !loginForm.MatchString(a.Login):
		wrong("login", "「%s」はログイン名に使えません。半角の英小文字・数字と . _ @ - で、100文字以内で書いてください。例：yamada", line.Login)
	case again:
		wrong("login", "ログイン名「%s」は、%sにもあります。別の名前にするか、片方を消してください。例：yamada2", a.Login, first)
	default:
		seen[a.Login] = line.Place
	}
	var known bool
	if a.Role, known = roleOf(line.Role); !known {
		wrong("role", "役割「%s」が分かりません。%s のどれかを書いてください。例：局入力者", line.Role, roleLabels())
	}
	checkBureau(line, &a, known, bureaus, today, wrong)
	if a.Email != "" && (!emailForm.MatchString(a.Email) || len(a.Email) > 254) {
		wrong("email", "メールアドレス「%s」の形が正しくありません。半角で書いてください。例：yamada@example.lg.jp", a.Email)
	}
	line.Account = a
	is, exists := there[a.Login]
	switch {
	case len(line.Faults) > 0:
		line.State = registry.LineFaulty
	case !exists:
		line.State = registry.LineNew
	case is.Name == a.Name && is.Role == a.Role && is.BureauID == a.BureauID && (a.Email == "" || is.Email == a.Email):
		line.State, line.Account = registry.LineUnchanged, is
	default:
		line.State = registry.LineFaulty
		wrong("login", "ログイン名「%s」のアカウントは、すでにあります（%s）。変えるときは、その人のページで変えてください。別の人なら、別のログイン名にしてください。例：yamada2",
			a.Login, strings.Join(slices.DeleteFunc([]string{is.Name, is.Role.Label(), is.BureauName}, func(s string) bool { return s == "" }), "・"))
	}
}

// checkBureau finds the bureau of a line.
func checkBureau(
	line *registry.AccountLine,
	a *registry.Account,
	known bool,
	bureaus []registry.Bureau,
	today time.Time,
	wrong func(field, format string, args ...any),
) {
	switch {
	case line.Bureau == "" && a.Role.OfBureau():
		wrong("bureau", "%sには局を書いてください。例：環境局、B10", a.Role.Label())
	case line.Bureau == "":
	case known && !a.Role.OfBureau():
		wrong("bureau", "%sには局を書かないでください。局を書くのは、局入力者と局承認者だけです。", a.Role.Label())
	default:
		b, ok := registry.FindBureau(bureaus, line.Bureau)
		if !ok {
			wrong("bureau", "「%s」という局はありません。局の名前かコードを確かめてください。例：環境局、B10", line.Bureau)
			return
		}
		if err := b.Employs(bureaus, "auth.checkBureau", "bureau", today); err != nil {
			wrong("bureau", "%s", registry.MessageOf(err))
		}
		a.BureauID, a.BureauName = b.ID, b.Name
	}
}

// roleOf is the role of that name or code.
func roleOf(text string) (registry.Role, bool) {
	key := registry.SearchKey(text)
	for _, r := range registry.Roles {
		if key != "" && (registry.SearchKey(r.Label()) == key || string(r) == key) {
			return r, true
		}
	}
	return "", false
}

func roleLabels() string {
	var labels []string
	for _, r := range registry.Roles {
		labels = append(labels, r.Label())
	}
	return strings.Join(labels, "、")
}

// NewPassword makes a password that nobody can guess, for somebody who will choose another.
func NewPassword() string { return strings.ToLower(rand.Text()) }

// Issued is an account that was added, with its first password, which is stored nowhere.
type Issued struct {
	Account  registry.Account
	Password string // empty: a link by which the person chooses one is mailed
}

// TakeAccountList adds the new accounts of a list in one transaction, each with a password of
// its own, or, where mail is asked for and it has an address, a mailed link. Nothing is added
// while a line is faulty.
func TakeAccountList(
	ctx context.Context,
	st *store.Store,
	scope registry.Scope,
	list AccountList,
	mail bool,
	now time.Time,
) ([]Issued, error) {
	const op = "auth.TakeAccountList"
	if n := list.Count(registry.LineFaulty); n > 0 {
		return nil, &registry.Error{Code: registry.Invalid, Op: op, Field: "file",
			Message: fmt.Sprintf("直すところのある行が %d 行あります。直してから、もう一度取り込んでください。何も登録していません。", n)}
	}
	var issued []Issued
	var accounts []store.NewAccount
	for _, line := range list.Lines {
		if line.State != registry.LineNew {
			continue
		}
		a := line.Account
		a.InitialUntil = now.Add(registry.InitialPasswordLasts)
		if mail && a.Email != "" {
			issued = append(issued, Issued{Account: a})
			accounts = append(accounts, store.NewAccount{Account: a, Mailed: true})
			continue
		}
		password := NewPassword()
		hash, err := HashPassword(ctx, password)
		if err != nil {
			return nil, err
		}
		issued = append(issued, Issued{a, password})
		accounts = append(accounts, store.NewAccount{Account: a, PasswordHash: hash})
	}
	if len(accounts) == 0 {
		return nil, &registry.Error{Code: registry.Conflict, Op: op, Field: "file", Message: "新しく登録するアカウントはありません。どの行も、すでに登録されています。"}
	}
	if err := st.AddAccounts(ctx, scope, accounts); err != nil {
		return nil, err
	}
	return issued, nil
}
