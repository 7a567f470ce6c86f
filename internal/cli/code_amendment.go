package cli

import (
	"context"
	"flag"
	"fmt"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

var codelistsVerb = verb{
	name:     "codelists",
	summary:  "コードの一覧（様式の選択肢と、改めたもの）を表示します。",
	settings: []string{"data"},
	list:     "/admin/codes/amendments",
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error { return writeCodeLists(ctx, p, o, *asJSON) })
		}
	},
}

func writeCodeLists(ctx context.Context, p *program, o *opened, asJSON bool) error {
	f, err := intake.New(o.store, o.config.MaxUpload).Form(ctx)
	if err != nil {
		return err
	}
	all, err := o.store.CodeAmendments(ctx)
	if err != nil {
		return err
	}
	lists := report.NewCodeListsJSON(f)
	if asJSON {
		return writeJSON(p.out, struct {
			report.SettingsJSON
			Lists      []report.CodeListJSON      `json:"lists"`
			Amendments []report.CodeAmendmentJSON `json:"amendments"`
		}{newSettingsJSON(), lists, report.NewCodeAmendmentsJSON(all)})
	}
	for _, l := range lists {
		fmt.Fprintf(p.out, "%s %v\n", l.List, l.Fields)
		for _, c := range l.Codes {
			note := ""
			if c.Note != "" {
				note = "　" + string(c.Note)
			}
			if c.Added {
				note += "（加えた選択肢）"
			}
			if !c.Offered {
				note += "（選べません）"
			}
			fmt.Fprintf(p.out, "  %s  %s%s\n", padded(c.Code, 14), c.Label, note)
		}
	}
	for _, a := range all {
		fmt.Fprintf(p.out, "%d  %sから  %s  %s「%s」%s  %s  %s%s\n", a.ID, registry.DayText(a.From), a.List,
			registry.AmendmentKind(a.Kind).Label(), a.Code, a.Writing, a.Reason, a.Set.By, endedText(a.Set))
	}
	return nil
}

var codelistsAmendVerb = verb{
	name: "codelists amend",
	args: "一覧 改め方 選択肢", min: 3, max: 3,
	summary: "コードの一覧を改めます。",
	detail: `例: tetsuzuki codelists amend obstacle writing 3 --writing システムが未整備 --from 2026-04-01 --reason 局の書き方に合わせる
改め方は label（名前を改める。これまでの名前も、同じ選択肢として読みます）、note（説明を付ける）、order（並び順を変える。--writing は何番目か）、
writing（読み取る書き方を加える）、choice（選択肢を加える）、end（選べなくする）のどれかです。`,
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		from := dayFlag(fs, "from", "いつから使うかの`日`（必須）")
		writing, reason := fs.String("writing", "", "新しい`名前`、説明、何番目か、または読み取る書き方"), fs.String("reason", "", "`理由`（必須）")
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				a := registry.CodeAmendment{Amendment: registry.Amendment{List: args[0], Kind: args[1], Code: args[2], Writing: *writing},
					Reason: *reason}
				if !from.IsZero() {
					a.From = registry.DayOf(*from)
				}
				if _, err := intake.New(o.store, o.config.MaxUpload).AmendCodes(ctx, operator(), a); err != nil {
					return err
				}
				return writeCodeLists(ctx, p, o, *asJSON)
			})
		}
	},
}

var codelistsWithdrawVerb = withdrawVerb("codelists withdraw", "codelists", "変更", "コードの一覧の改めを取りやめます。", (*store.Store).WithdrawCodeAmendment,
	writeCodeLists)
