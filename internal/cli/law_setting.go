package cli

import (
	"context"
	"flag"
	"fmt"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

var lawsSettingsVerb = verb{
	name:     "laws settings",
	summary:  "法令の読み方と所管府省として定めたものを、履歴とともに表示します。",
	settings: []string{"data"},
	list:     "/laws/settings",
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error { return writeLawSettings(ctx, p, o, *asJSON) })
		}
	},
}

func writeLawSettings(ctx context.Context, p *program, o *opened, asJSON bool) error {
	all, err := o.store.LawSettings(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(p.out, report.NewLawSettingsJSON(newSettingsJSON(), all))
	}
	p.sayNone(len(all), "法令の読み方と所管府省")
	for _, l := range all {
		fmt.Fprintf(p.out, "%d  %s  「%s」＝「%s」  %s  %s%s\n", l.ID, l.Kind.Label(), l.Written, l.Value, l.Reason, l.Set.By, endedText(l.Set))
	}
	return nil
}

var lawsSetVerb = verb{
	name: "laws set",
	args: "書き方 法令か府省", min: 2, max: 2,
	summary:  "読み取れない書き方がどの法令かを定めます。--ministry を付けると、法令の所管府省を定めます。",
	detail:   "例: tetsuzuki laws set 旅券の法律 旅券法 --reason 略した書き方\n例: tetsuzuki laws set 旅券法 外務省 --ministry --reason 所管",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		ministry, reason := fs.Bool("ministry", false, "法令の所管府省を定める"), fs.String("reason", "", "`理由`（必須）")
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				l := registry.LawSetting{Kind: registry.LawAlias, Written: args[0], Value: args[1], Reason: *reason}
				if *ministry {
					l.Kind = registry.LawMinistry
				}
				if err := o.store.SetLaw(ctx, operator(), l); err != nil {
					return err
				}
				return writeLawSettings(ctx, p, o, *asJSON)
			})
		}
	},
}

var lawsWithdrawVerb = withdrawVerb("laws withdraw", "laws settings", "定め", "法令の読み方か所管府省の定めを取りやめます。",
	(*store.Store).WithdrawLaw, writeLawSettings)
