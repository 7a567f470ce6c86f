package cli

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

var relatedVerb = verb{
	name: "related",
	args: "手続ID", min: 1, max: 1,
	summary:  "関連する手続を、そのわけと判断とともに表示します。",
	detail:   "例: tetsuzuki related P-0000123 --json",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		asJSON, asOf := fs.Bool("json", false, "JSON で出力する"), asOfFlag(fs)
		return func(ctx context.Context, p *program, args []string) int {
			id, err := registry.ParseProcessID(args[0])
			if err != nil {
				return p.misuse(err)
			}
			return p.use(ctx, func(o *opened) error {
				found, err := o.store.Related(ctx, operator(), id, *asOf)
				if err != nil {
					return err
				}
				list := report.NewRelatedJSON(found.All)
				if *asJSON {
					return writeJSON(p.out, map[string]any{"process_id": id, "processes": list})
				}
				for _, r := range list {
					labels := make([]string, len(r.Reasons))
					for i, reason := range r.Reasons {
						labels[i] = reason.Label
					}
					decided := ""
					if d := r.Decision; d != nil {
						decided = fmt.Sprintf("　%s（%s：%s）", map[bool]string{true: "関係あり", false: "関係なし"}[d.Related], d.By, d.Reason)
					}
					fmt.Fprintf(p.out, "%s  %s %s  %s%s\n", r.ProcessID, r.Bureau, r.ProcedureName, strings.Join(labels, "、"), decided)
				}
				return nil
			})
		}
	},
}

var relatedDecideVerb = verb{
	name: "related decide",
	args: "手続ID 手続ID", min: 2, max: 2,
	summary:  "2つの手続に関係があるかどうかの判断を残します。",
	detail:   "例: tetsuzuki related decide P-0000123 P-0000124 --reason 窓口が同じ\n--unrelated を付けると「関係なし」とします。",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		reason, unrelated := fs.String("reason", "", "`理由`（必須）"), fs.Bool("unrelated", false, "「関係なし」とする")
		return relating(func(ctx context.Context, o *opened, a, b registry.ProcessID) error {
			return o.store.DecideRelated(ctx, operator(), a, b, !*unrelated, *reason)
		})
	},
}

var relatedWithdrawVerb = verb{
	name: "related withdraw",
	args: "手続ID 手続ID", min: 2, max: 2,
	summary:  "2つの手続の関係についての判断を取り消します。",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		reason := fs.String("reason", "", "`理由`（必須）")
		return relating(func(ctx context.Context, o *opened, a, b registry.ProcessID) error {
			return o.store.WithdrawRelated(ctx, operator(), a, b, *reason)
		})
	},
}

// relating reads two IDs and lets do write what is decided on them.
func relating(do func(context.Context, *opened, registry.ProcessID, registry.ProcessID) error) action {
	return func(ctx context.Context, p *program, args []string) int {
		ids, err := registry.ParseProcessIDs("cli.related", "process_id", args...)
		if err == nil && len(ids) != 2 {
			err = &registry.Error{Code: registry.Invalid, Op: "cli.related", Field: "process_id", Message: "別々の手続IDを2つ指定してください。"}
		}
		if err != nil {
			return p.misuse(err)
		}
		return p.use(ctx, func(o *opened) error {
			if err := do(ctx, o, ids[0], ids[1]); err != nil {
				return err
			}
			fmt.Fprintf(p.out, "%s と %s の判断を記録しました。\n", ids[0], ids[1])
			return nil
		})
	}
}
