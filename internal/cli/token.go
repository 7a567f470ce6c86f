package cli

import (
	"context"
	"flag"
	"fmt"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var tokenAddVerb = verb{
	name: "token add",
	args: "ログイン名", min: 1, max: 1,
	summary:  "アカウントの API トークンを作り、一度だけ表示します。",
	settings: []string{"data"},
	detail:   "使い方: curl -H \"Authorization: Bearer トークン\" http://127.0.0.1:8080/api/v1/processes",
	set: func(fs *flag.FlagSet) action {
		name := fs.String("name", "", "何に使うかが分かる`名前`。必須")
		days := fs.Int("days", 90, "使える`日数`")
		return func(ctx context.Context, p *program, args []string) int {
			return p.useAccount(ctx, args[0], func(s *store.Store, a registry.Account) error {
				token, hash := auth.NewToken()
				expires := time.Now().AddDate(0, 0, *days)
				if _, err := s.AddToken(ctx, inTheNameOf(a), *name, hash, expires); err != nil {
					return err
				}
				fmt.Fprintf(p.out, "%s\n", token)
				fmt.Fprintf(p.err, "%s まで使えます。今だけ表示します。\n", registry.DayText(expires))
				return nil
			})
		}
	},
}

var tokenListVerb = verb{
	name: "token list",
	args: "ログイン名", min: 1, max: 1,
	summary:  "アカウントの API トークンの一覧を表示します。",
	settings: []string{"data"},
	set: func(*flag.FlagSet) action {
		return func(ctx context.Context, p *program, args []string) int {
			return p.useAccount(ctx, args[0], func(s *store.Store, a registry.Account) error {
				tokens, err := s.Tokens(ctx, registry.ScopeOf(a))
				if err != nil {
					return err
				}
				p.sayNone(len(tokens), "API トークン")
				now := time.Now()
				for _, t := range tokens {
					state := "使えます"
					if !t.InForce(now) {
						state = "使えません"
					}
					fmt.Fprintf(p.out, "%d  %s  %s まで  %s\n", t.ID, t.Name, registry.DateOf(t.ExpiresAt), state)
				}
				return nil
			})
		}
	},
}

var tokenRevokeVerb = verb{
	name: "token revoke",
	args: "ログイン名 番号", min: 2, max: 2,
	summary:  "アカウントの API トークンを使えなくします。",
	settings: []string{"data"},
	set: func(*flag.FlagSet) action {
		return func(ctx context.Context, p *program, args []string) int {
			id, err := numberOf[int64]("トークン", "token list "+args[0], args[1])
			if err != nil {
				return p.misuse(err)
			}
			return p.useAccount(ctx, args[0], func(s *store.Store, a registry.Account) error {
				return p.done(s.RevokeToken(ctx, inTheNameOf(a), id), "トークン %d を使えなくしました。", id)
			})
		}
	},
}
