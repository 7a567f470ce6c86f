package cli

import (
	"context"
	"flag"
	"fmt"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

// groupFlag declares the flag for the group whose processes alone are counted.
func groupFlag(fs *flag.FlagSet) *string {
	return fs.String("group", "", "この`手続群`だけ（名前か番号）")
}

// groupNamed is the number of a group by its name or number; 0 for an empty one.
func groupNamed(ctx context.Context, s *store.Store, named string) (int, error) {
	if named == "" {
		return 0, nil
	}
	all, err := s.Groups(ctx)
	if err != nil {
		return 0, err
	}
	g, err := registry.GroupNamed(all, "group", named)
	return g.Number, err
}

// extentNamed is the ID of a bureau and the number of a group; 0 for all.
func extentNamed(ctx context.Context, s *store.Store, bureau, group string) (b, g int, err error) {
	if b, err = bureauNamed(ctx, s, bureau); err != nil {
		return 0, 0, err
	}
	g, err = groupNamed(ctx, s, group)
	return b, g, err
}

var groupsVerb = verb{
	name:     "groups",
	summary:  "手続群（名前を付けた手続の集まり）を、その数値とともに表示します。",
	detail:   "例: tetsuzuki groups --as-of 2021-09-30 --json\n--json では、前の定めもすべて出力します。",
	settings: []string{"data"},
	list:     "/groups",
	set: func(fs *flag.FlagSet) action {
		asJSON, asOf := fs.Bool("json", false, "JSON で出力する"), asOfFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error { return writeGroups(ctx, p, o, *asOf, *asJSON) })
		}
	},
}

func writeGroups(ctx context.Context, p *program, o *opened, asOf time.Time, asJSON bool) error {
	all, err := o.store.Groups(ctx)
	if err != nil {
		return err
	}
	list := make([]report.GroupJSON, len(all))
	for i, g := range all {
		list[i] = report.NewGroupJSON(g, nil)
		if !g.Current() {
			continue
		}
		standing, err := o.store.GroupStanding(ctx, operator(), asOf, g.Number)
		if err != nil {
			return err
		}
		f := progress.Of(standing)
		list[i].Figures = &f
	}
	if asJSON {
		return writeJSON(p.out, struct {
			report.SettingsJSON
			Groups []report.GroupJSON `json:"groups"`
		}{newSettingsJSON(), list})
	}
	p.sayNone(len(list), "手続群")
	for _, g := range list {
		if f := g.Figures; f != nil {
			fmt.Fprintf(p.out, "%d  %s  %s 手続、対象 %s 手続のうち実施済 %s 手続（%s）、件数カバー率 %s  %s\n", g.Group, g.Name,
				registry.Thousands(f.Processes), registry.Thousands(f.InScope), registry.Thousands(f.Done), f.Rates.Process.Text(),
				f.Rates.Cases.Text(), g.Source)
		}
	}
	return nil
}

var groupsSetVerb = verb{
	name: "groups set",
	args: "名前 [手続ID…]", min: 1, max: -1,
	summary: "手続群を加えます。--group を付けると、その手続群を変えます。",
	detail: `例: tetsuzuki groups set 主要169手続 P-0000001 P-0000002 --source 推進計画 --reason 計画の策定
例: tetsuzuki groups set 重点の許可 --filter 'priority=yes&q=許可' --source 企画 --reason 四半期の報告
手続IDを並べるか、--filter で手続一覧の条件（アドレスの「?」より後）を指定します。条件の手続群は、いま条件に合う手続です。`,
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		var g registry.Group
		fs.IntVar(&g.Number, "group", 0, "変える手続群の`番号`")
		fs.StringVar(&g.Description, "description", "", "`説明`")
		fs.StringVar(&g.Source, "source", "", "`出典`（必須）")
		fs.StringVar(&g.Filter, "filter", "", "手続一覧の`条件`")
		fs.StringVar(&g.Reason, "reason", "", "`理由`（必須）")
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				g.Name = args[0]
				var err error
				if g.Members, err = registry.ParseProcessIDs("cli.groups", "members", args[1:]...); err != nil {
					return err
				}
				if _, err := o.store.SetGroup(ctx, operator(), g); err != nil {
					return err
				}
				return writeGroups(ctx, p, o, time.Time{}, *asJSON)
			})
		}
	},
}

var groupsWithdrawVerb = withdrawVerb("groups withdraw", "groups", "手続群", "手続群を取りやめます。", (*store.Store).WithdrawGroup,
	func(ctx context.Context, p *program, o *opened, asJSON bool) error {
		return writeGroups(ctx, p, o, time.Time{}, asJSON)
	})
