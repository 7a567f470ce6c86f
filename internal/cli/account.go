package cli

import (
	"bufio"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var accountListVerb = verb{
	name:     "account list",
	summary:  "アカウントの一覧を表示します。",
	settings: []string{"data"},
	list:     "/admin/accounts",
	set: func(*flag.FlagSet) action {
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				accounts, err := o.store.Accounts(ctx, operator())
				if err != nil {
					return err
				}
				if len(accounts) == 0 {
					fmt.Fprint(p.err, "アカウントはまだありません。"+firstAccount)
				}
				for _, a := range accounts {
					state := ""
					if !a.DisabledAt.IsZero() {
						state = "（停止中）"
					}
					fmt.Fprintf(p.out, "%s  %s  %s%s%s\n", a.Login, a.Name, a.Role.Label(), parenthesised(a.BureauName), state)
				}
				return nil
			})
		}
	},
}

// firstAccount says how to begin.
const firstAccount = "管理者を登録してください。ほかの人のアカウントは、管理者が画面で登録できます。\n" +
	"  tetsuzuki account add ログイン名 --name 名前 --role administrator\n"

func parenthesised(s string) string {
	if s == "" {
		return ""
	}
	return "（" + s + "）"
}

var accountAddVerb = verb{
	name: "account add",
	args: "ログイン名", min: 1, max: 1,
	summary:  "アカウントを作ります。",
	settings: []string{"data"},
	detail: `役割: officer 局入力者、approver 局承認者、planner 企画、headquarters 本部、auditor 監査、administrator 管理者。
--password-file を付けないと、パスワードを作って一度だけ表示します。
例: tetsuzuki account add yamada --name 山田花子 --role officer --bureau 環境局`,
	set: func(fs *flag.FlagSet) action {
		name := fs.String("name", "", "`名前`。必須")
		role := fs.String("role", "", "`役割`。必須")
		bureau := fs.String("bureau", "", "局入力者・局承認者の`局`（名称かコード）")
		email := fs.String("email", "", "お知らせを送る`アドレス`")
		file := passwordFlag(fs)
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				a := registry.Account{Login: auth.Login(args[0]), Name: *name, Role: registry.Role(*role), Email: *email,
					InitialUntil: time.Now().Add(registry.InitialPasswordLasts)}
				if *bureau != "" {
					b, err := o.store.Bureau(ctx, *bureau)
					if err != nil {
						return err
					}
					a.BureauID = b.ID
				}
				hash, tell, err := p.newPassword(ctx, a.Login, *file)
				if err != nil {
					return err
				}
				if _, err := o.store.AddAccount(ctx, operator(), a, hash); err != nil {
					return err
				}
				fmt.Fprintf(p.out, "アカウント %s を作りました。%s%s\n", a.Login, tell, initialText(a.InitialUntil))
				return nil
			})
		}
	},
}

var accountPasswordVerb = verb{
	name: "account password",
	args: "ログイン名", min: 1, max: 1,
	summary:  "アカウントのパスワードを新しくします。サインイン中の人はサインアウトになります。",
	settings: []string{"data"},
	detail: "--password-file を付けないと、パスワードを作って一度だけ表示します。\n" +
		"この人の API トークンは取り消されます。--keep-tokens を付けると残ります。",
	set: func(fs *flag.FlagSet) action {
		file := passwordFlag(fs)
		keep := fs.Bool("keep-tokens", false, "API トークンを残す")
		return func(ctx context.Context, p *program, args []string) int {
			return p.useAccount(ctx, args[0], func(s *store.Store, a registry.Account) error {
				hash, tell, err := p.newPassword(ctx, a.Login, *file)
				if err != nil {
					return err
				}
				until := time.Now().Add(registry.InitialPasswordLasts)
				tokens, err := s.ResetPassword(ctx, operator(), a.ID, hash, until, *keep)
				if err != nil {
					return err
				}
				fmt.Fprintf(
					p.out,
					"アカウント %s のパスワードを新しくしました。%s%s%s\n",
					a.Login,
					tell,
					initialText(until),
					registry.TokensText(tokens, *keep),
				)
				return nil
			})
		}
	},
}

// initialText says for how long a password counts that somebody else than its owner has
// chosen.
func initialText(until time.Time) string {
	return registry.MomentText(until) + " までにサインインし、自分のパスワードを決めてもらってください。"
}

var accountSecondFactorVerb = verb{
	name: "account second-factor",
	args: "ログイン名", min: 1, max: 1,
	summary:  "アカウントの二段階認証を解除します。認証アプリも回復コードも使えなくなったときに使います。",
	settings: []string{"data"},
	detail:   "本人であることを、対面などで確かめてから行ってください。サインイン中の人はサインアウトになります。",
	set: func(*flag.FlagSet) action {
		return func(ctx context.Context, p *program, args []string) int {
			return p.useAccount(ctx, args[0], func(s *store.Store, a registry.Account) error {
				return p.done(s.RemoveSecondFactor(ctx, operator(), a.ID), "アカウント %s の二段階認証を解除しました。", a.Login)
			})
		}
	},
}

var accountDisableVerb = verb{
	name: "account disable",
	args: "ログイン名", min: 1, max: 1,
	summary:  "アカウントを停止します。すぐに使えなくなります。履歴は残ります。",
	settings: []string{"data"},
	set: func(*flag.FlagSet) action {
		return func(ctx context.Context, p *program, args []string) int {
			return p.useAccount(ctx, args[0], func(s *store.Store, a registry.Account) error {
				return p.done(s.DisableAccount(ctx, operator(), a.ID), "アカウント %s を停止しました。", a.Login)
			})
		}
	},
}

var accountEnableVerb = verb{
	name: "account enable",
	args: "ログイン名", min: 1, max: 1,
	summary:  "停止したアカウントを、また使えるようにします。",
	settings: []string{"data"},
	set: func(*flag.FlagSet) action {
		return func(ctx context.Context, p *program, args []string) int {
			return p.useAccount(ctx, args[0], func(s *store.Store, a registry.Account) error {
				return p.done(s.EnableAccount(ctx, operator(), a.ID), "アカウント %s を使えるようにしました。", a.Login)
			})
		}
	},
}

// done tells that something was done, unless it failed.
func (p *program) done(err error, format string, args ...any) error {
	if err == nil {
		fmt.Fprintf(p.out, format+"\n", args...)
	}
	return err
}

// useAccount runs do with the account that has a login.
func (p *program) useAccount(ctx context.Context, login string, do func(*store.Store, registry.Account) error) int {
	return p.use(ctx, func(o *opened) error {
		accounts, err := o.store.Accounts(ctx, operator())
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if a.Login == auth.Login(login) {
				return do(o.store, a)
			}
		}
		return registry.Errorf(registry.NotFound, "cli.useAccount", "ログイン名「%s」のアカウントはありません。", login)
	})
}

func passwordFlag(fs *flag.FlagSet) *string {
	return fs.String("password-file", "", "パスワードを 1 行目に書いた`ファイル`（- は標準入力）。コマンド行に書くと、ほかの人に見えるため")
}

// newPassword is the hash of the password in a file, or of a new one, which tell
// then shows.
func (p *program) newPassword(ctx context.Context, login, file string) (hash, tell string, err error) {
	var password string
	if file == "" {
		password = strings.ToLower(rand.Text())
		tell = fmt.Sprintf("パスワードは %s です。今だけ表示します。", password)
	} else if password, err = p.readPassword(file); err != nil {
		return "", "", err
	}
	if err := auth.ValidatePassword(login, password); err != nil {
		return "", "", err
	}
	hash, err = auth.HashPassword(ctx, password)
	return hash, tell, err
}

func (p *program) readPassword(file string) (string, error) {
	in := p.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", &registry.Error{Code: registry.Invalid, Op: "cli.readPassword", Field: "password-file", Err: err,
				Message: fmt.Sprintf("ファイル「%s」を読めません。", file)}
		}
		defer f.Close()
		in = f
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", registry.Failed("cli.readPassword", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
