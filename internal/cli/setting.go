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
	"tetsuzuki/internal/web/page"
)

func newSettingsJSON() report.SettingsJSON { return report.NewSettingsJSON(time.Now()) }

var thresholdsVerb = verb{
	name:     "thresholds",
	summary:  "重点手続の基準を、履歴とともに表示します。",
	settings: []string{"data"},
	list:     "/admin/thresholds",
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error { return writeThresholds(ctx, p, o, *asJSON) })
		}
	},
}

func writeThresholds(ctx context.Context, p *program, o *opened, asJSON bool) error {
	all, err := o.store.Thresholds(ctx)
	if err != nil {
		return err
	}
	list := make([]report.ThresholdJSON, len(all))
	for i, t := range all {
		list[i] = report.NewThresholdJSON(t.Threshold, t.Set)
	}
	if asJSON {
		return writeJSON(p.out, struct {
			report.SettingsJSON
			Thresholds []report.ThresholdJSON `json:"thresholds"`
		}{newSettingsJSON(), list})
	}
	for _, t := range all {
		fmt.Fprintf(p.out, "%sから  年間 %s 件以上  %s  %s%s\n", registry.DayText(t.EffectiveFrom), registry.Thousands(t.Volume), t.Reason,
			t.Set.By, endedText(t.Set))
	}
	return nil
}

// endedText says when a version ended; empty for the current one.
func endedText(set registry.SetBy) string {
	if set.EndedAt.IsZero() {
		return ""
	}
	return "（" + registry.MomentText(set.EndedAt) + " まで）"
}

var thresholdsSetVerb = verb{
	name: "thresholds set",
	args: "日 件数", min: 2, max: 2,
	summary:  "ある日からの、重点手続の基準を定めます。",
	detail:   "例: tetsuzuki thresholds set 2026-04-01 10000 --reason 計画の改定",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		reason, asJSON := fs.String("reason", "", "`理由`（必須）"), fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				from, err := registry.ParseDay("cli.thresholds", "effective_from", "いつから", args[0])
				if err != nil {
					return err
				}
				volume, err := registry.ParseWhole("cli.thresholds", "volume", "年間件数", "10000", args[1])
				if err != nil {
					return err
				}
				t := registry.Threshold{EffectiveFrom: from, Volume: volume, Reason: *reason}
				if err := o.store.SetThreshold(ctx, operator(), t); err != nil {
					return err
				}
				return writeThresholds(ctx, p, o, *asJSON)
			})
		}
	},
}

var thresholdsWithdrawVerb = verb{
	name: "thresholds withdraw",
	args: "日", min: 1, max: 1,
	summary:  "ある日からの、重点手続の基準を取りやめます。",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		reason, asJSON := fs.String("reason", "", "`理由`（必須）"), fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				day, err := registry.ParseDay("cli.thresholds", "effective_from", "いつから", args[0])
				if err != nil {
					return err
				}
				if err := o.store.WithdrawThreshold(ctx, operator(), day, *reason); err != nil {
					return err
				}
				return writeThresholds(ctx, p, o, *asJSON)
			})
		}
	},
}

var targetsVerb = verb{
	name:     "targets",
	summary:  "目標を、履歴とともに表示します。",
	settings: []string{"data"},
	list:     "/admin/targets",
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error { return writeTargets(ctx, p, o, *asJSON) })
		}
	},
}

func writeTargets(ctx context.Context, p *program, o *opened, asJSON bool) error {
	all, err := o.store.Targets(ctx)
	if err != nil {
		return err
	}
	list := make([]report.TargetJSON, len(all))
	for i, t := range all {
		list[i] = report.NewTargetJSON(t.Target, t.Set)
	}
	if asJSON {
		return writeJSON(p.out, struct {
			report.SettingsJSON
			Targets []report.TargetJSON `json:"targets"`
		}{newSettingsJSON(), list})
	}
	groups, err := o.store.Groups(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		aim := progress.Percent(t.Rate, registry.RateUnit) + " %"
		if t.Count > 0 {
			aim = registry.Thousands(t.Count) + " 手続"
		}
		fmt.Fprintf(p.out, "%d  %s  %s～%s  %s  %s  %s%s\n", t.Number, t.Name, registry.DayText(t.From), registry.DayText(t.To), aim,
			page.TargetScope(t.Target, groups), t.Set.By, endedText(t.Set))
	}
	return nil
}

var targetsSetVerb = verb{
	name: "targets set",
	args: "名前", min: 1, max: 1,
	summary: "目標を加えます。--target を付けると、その目標を変えます。",
	detail: `例: tetsuzuki targets set "都の裁量分を100％" --from 2024-04-01 --to 2027-03-31 --percent 100 --scope discretion --reason 第二期の計画
--scope は in（対象すべて）、discretion（都の裁量）、applications（申請等）、priority（重点手続）のどれかです。手続群を数えるときは --group で指定します。`,
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		var t registry.Target
		fs.IntVar(&t.Number, "target", 0, "変える目標の`番号`")
		from, to := dayFlag(fs, "from", "期間の最初の`日`（必須）"), dayFlag(fs, "to", "期間の最後の`日`（必須）")
		percent := fs.String("percent", "", "`割合`（％。--count と、どちらか一方）")
		fs.Int64Var(&t.Count, "count", 0, "`手続数`（--percent と、どちらか一方）")
		scope, group := fs.String("scope", string(registry.TargetInScope), "数える`手続`"), fs.String("group", "", "数える`手続群`（名前か番号。--scope は要らない）")
		fs.StringVar(&t.Reason, "reason", "", "`理由`（必須）")
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				t.Name, t.From, t.To, t.Scope = args[0], *from, *to, registry.TargetScope(*scope)
				var err error
				if *percent != "" {
					if t.Rate, err = registry.ParsePercent("cli.targets", "rate", "割合", "70", *percent); err != nil {
						return err
					}
				}
				if t.Group, err = groupNamed(ctx, o.store, *group); err != nil {
					return err
				}
				if t.Group != 0 {
					t.Scope = registry.TargetGroup
				}
				if _, err := o.store.SetTarget(ctx, operator(), t); err != nil {
					return err
				}
				return writeTargets(ctx, p, o, *asJSON)
			})
		}
	},
}

var targetsWithdrawVerb = withdrawVerb("targets withdraw", "targets", "目標", "目標を取りやめます。", (*store.Store).WithdrawTarget,
	writeTargets)
