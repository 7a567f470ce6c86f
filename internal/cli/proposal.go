package cli

import (
	"context"
	"flag"
	"fmt"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

var proposalsVerb = verb{
	name:     "proposals",
	summary:  "国への提案要求を、状態、回答、対象の手続の数とともに表示します。",
	detail:   "例: tetsuzuki proposals --group 主要169手続\n国の法令改正が要る手続のうち、提案したもの、期日が示されたもの、もう一度求めたものの数も示します。",
	settings: []string{"data"},
	list:     "/proposals",
	set: func(fs *flag.FlagSet) action {
		asJSON, group := fs.Bool("json", false, "JSON で出力する"), groupFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error { return writeProposals(ctx, p, o, *group, *asJSON) })
		}
	},
}

func writeProposals(ctx context.Context, p *program, o *opened, group string, asJSON bool) error {
	of, err := groupNamed(ctx, o.store, group)
	if err != nil {
		return err
	}
	all, coverage, err := o.store.CoveredProposals(ctx, operator(), of)
	if err != nil {
		return err
	}
	list := make([]report.ProposalJSON, len(all))
	for i, d := range all {
		list[i] = report.NewProposalJSON(d)
	}
	if asJSON {
		return writeJSON(p.out, struct {
			report.SettingsJSON
			Group     string                    `json:"group"`
			Coverage  registry.ProposalCoverage `json:"coverage"`
			Proposals []report.ProposalJSON     `json:"proposals"`
		}{newSettingsJSON(), group, coverage, list})
	}
	fmt.Fprintf(p.out, "国の法令改正が要る手続 %s（年間件数 %s 件、不明 %s 手続）　提案した %s、期日が示された %s、もう一度求めた %s\n\n",
		registry.Thousands(coverage.Needed), registry.Thousands(coverage.Cases), registry.Thousands(coverage.Unknown),
		registry.Thousands(coverage.Asked), registry.Thousands(coverage.Dated), registry.Thousands(coverage.Again))
	for _, d := range all {
		last := d.Last()
		fmt.Fprintf(p.out, "%d  %s  %s（%s）  %s  %s 手続、年間件数 %s 件（不明 %s 手続）\n", d.Number, d.Title, last.State.Label(),
			registry.DayText(last.Day), d.Ministry, registry.Thousands(d.Processes), registry.Thousands(d.Cases), registry.Thousands(d.Unknown))
	}
	return nil
}

var proposalsSetVerb = verb{
	name: "proposals set",
	args: "件名", min: 1, max: 1,
	summary: "国への提案を加えます。--proposal を付けると、その提案を変えます。",
	detail: `例: tetsuzuki proposals set 旅券の発給申請のオンライン化 --laws "旅券法 第3条" --ministry 外務省 --filter 'law=旅券法&law_change=required' --reason 要求
--filter は、対象の手続の条件です（手続一覧のアドレスの「?」より後）。提案済にしたときに、条件に合う手続が対象として決まります。`,
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		var g registry.Proposal
		fs.IntVar(&g.Number, "proposal", 0, "変える提案の`番号`")
		fs.StringVar(&g.Body, "body", "", "提案の`内容`")
		fs.StringVar(&g.Laws, "laws", "", "`法令`と条項")
		fs.StringVar(&g.Ministry, "ministry", "", "所管の`府省`")
		fs.StringVar(&g.Filter, "filter", "", "手続一覧の`条件`")
		fs.Func("link", "資料の`アドレス`（http か https。いくつでも）", func(v string) error {
			g.Links = append(g.Links, v)
			return nil
		})
		fs.StringVar(&g.Reason, "reason", "", "`理由`（必須）")
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				g.Title = args[0]
				if _, err := o.store.SetProposal(ctx, operator(), g); err != nil {
					return err
				}
				return writeProposals(ctx, p, o, "", *asJSON)
			})
		}
	},
}

var proposalsMoveVerb = verb{
	name: "proposals move",
	args: "番号 状態", min: 2, max: 2,
	summary: "国への提案の状態を進めます。",
	detail: "例: tetsuzuki proposals move 1 sent --day 2021-06-30\n" +
		"状態は considering（検討中）、sent（提案済）、responding（対応中）、realized（実現）、refused（不可）です。",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		day, due := dayFlag(fs, "day", "その状態になった`日`（必須）"), dayFlag(fs, "due", "国が示した`期日`")
		answer, asJSON := fs.String("answer", "", "国の`回答`"), fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			number, err := numberOf[int]("提案", "proposals", args[0])
			if err != nil {
				return p.misuse(err)
			}
			return p.use(ctx, func(o *opened) error {
				step := registry.ProposalStep{State: registry.ProposalState(args[1]), Day: *day, Due: *due, Answer: *answer}
				if err := o.store.MoveProposal(ctx, operator(), number, step); err != nil {
					return err
				}
				return writeProposals(ctx, p, o, "", *asJSON)
			})
		}
	},
}

var proposalsWithdrawVerb = withdrawVerb("proposals withdraw", "proposals", "提案", "国への提案を取りやめます。", (*store.Store).WithdrawProposal,
	func(ctx context.Context, p *program, o *opened, asJSON bool) error {
		return writeProposals(ctx, p, o, "", asJSON)
	})
