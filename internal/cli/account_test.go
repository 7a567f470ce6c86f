package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
)

// A list is taken as a whole or not at all, and looked at first where that is asked for.
func TestAccountsAreImportedFromAList(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.csv", "名前,ログイン名,役割,局\r\n架空花子,hanako,局入力者,環境局\r\n架空管理,kanri,管理者,\r\n")
	faulty := write("faulty.csv", "名前,ログイン名,役割\r\n架空次郎,jiro,企画\r\n架空三郎,saburo,課長\r\n")
	for _, c := range []struct {
		args   string
		status int
		printed
	}{
		{"account import " + filepath.Join(dir, "none.csv"), exitWrong, printed{err: "を読めません"}},
		{"account import " + faulty, exitWrong, printed{out: "C3：役割「課長」が分かりません", err: "何も登録していません"}},
		{"account import " + good + " --check", exitOK, printed{out: "新規 2 人、変更なし 0 人、要修正 0 行\n"}},
		{"account list", exitOK, printed{err: "アカウントはまだありません"}},
		{"account import " + good, exitOK, printed{out: "2 人のアカウントを作りました。"}},
		{"account import " + good, exitOK, printed{out: "新規 0 人、変更なし 2 人、要修正 0 行\n"}},
		{"account list", exitOK, printed{out: "hanako  架空花子  局入力者（環境局）\n"}},
	} {
		status, out, stderr := runOn(t, url, strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(out, c.out) || !strings.Contains(stderr, c.err) {
			t.Errorf("%s: status %d, want %d\n%s%s", c.args, status, c.status, out, stderr)
		}
	}
}

func TestAccountAndTokenVerbs(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("架空の長いパスワード、作り物\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   string
		status int
		printed
	}{
		{"account list", exitOK, printed{err: "tetsuzuki account add ログイン名 --name 名前 --role administrator"}},
		{"snapshot list", exitOK, printed{err: "公表値はまだありません。"}},
		{"verify", exitOK, printed{out: "変更はまだありません。\n"}},
		{"account add Ｙamada --name 架空花子 --role officer --bureau 環境局 --password-file " + password, exitOK, printed{out: "までにサインインし、自分のパスワードを決めてもらってください。\n"}},
		{"account add kanri --name 架空管理 --role administrator", exitOK, printed{out: "今だけ表示します"}},
		{"account add sato --name 架空 --role planner --email sato@example.lg.jp", exitOK, printed{out: "アカウント sato を作りました。"}},
		{"account add kato --name 架空 --role planner --email kato", exitWrong, printed{err: "メールアドレスは、"}},
		{"account add yamada --name 架空花子 --role planner", exitWrong, printed{err: "すでに使われています"}},
		{"account add suzuki --name 架空 --role officer", exitWrong, printed{err: "局を1つ選んでください"}},
		{"account add suzuki --name 架空 --role officer --bureau ない局", exitWrong, printed{err: "「ない局」という局はありません"}},
		{"account add suzuki --name 架空 --role planner --password-file /no/such/file", exitWrong, printed{err: "ファイル「/no/such/file」を読めません"}},
		{"account list", exitOK, printed{out: "yamada  架空花子  局入力者（環境局）\n"}},
		{"account password yamada", exitOK, printed{out: "パスワードは "}},
		{"account second-factor yamada", exitWrong, printed{err: "二段階認証の設定がありません"}},
		{"account second-factor nobody", exitWrong, printed{err: "ログイン名「nobody」のアカウントはありません"}},
		{"account password nobody", exitWrong, printed{err: "ログイン名「nobody」のアカウントはありません"}},
		{"token add yamada --name 架空の連携", exitOK, printed{out: "tzk_"}},
		{"token list yamada", exitOK, printed{out: "1  架空の連携  "}},
		{"token revoke yamada 1", exitOK, printed{out: "トークン 1 を使えなくしました。"}},
		{"token revoke yamada one", exitUsage, printed{err: "「one」は番号ではありません"}},
		{"token list yamada", exitOK, printed{out: "使えません"}},
		{"token add yamada --name 残す連携", exitOK, printed{out: "tzk_"}},
		{"account password yamada --keep-tokens", exitOK, printed{out: "API トークン1個は残りました。"}},
		{"account password yamada", exitOK, printed{out: "API トークン1個を取り消しました。"}},
		{"account password yamada", exitOK, printed{out: "決めてもらってください。\n"}},
		{"account disable yamada", exitOK, printed{out: "停止しました"}},
		{"account disable kanri", exitWrong, printed{err: "管理者が一人もいなくなる"}},
		{"account list", exitOK, printed{out: "（停止中）"}},
		{"account enable yamada", exitOK, printed{out: "使えるようにしました"}},
	} {
		status, out, stderr := runOn(t, url, strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(out, c.out) || !strings.Contains(stderr, c.err) {
			t.Errorf("%s: status %d, want %d\n%s%s", c.args, status, c.status, out, stderr)
		}
	}
}

// printed is a part of what a verb prints.
type printed struct{ out, err string }
