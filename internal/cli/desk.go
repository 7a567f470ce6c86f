package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

var funnelVerb = verb{
	name:     "funnel",
	summary:  "すべての手続を、対象外から実施済まで、どこにあるかで分けて表示します。",
	detail:   "例: tetsuzuki funnel --as-of 2022-12-31\n分けた数を足すと、すべての手続の数にちょうどなります。",
	settings: []string{"data"},
	list:     "/progress/scope/funnel",
	set: func(fs *flag.FlagSet) action {
		asJSON, asOf, group := fs.Bool("json", false, "JSON で出力する"), asOfFlag(fs), groupFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				of, err := groupNamed(ctx, o.store, *group)
				if err != nil {
					return err
				}
				read := o.store.Standing
				if of != 0 {
					read = func(ctx context.Context, scope registry.Scope, asOf time.Time) (registry.Standing, error) {
						return o.store.GroupStanding(ctx, scope, asOf, of)
					}
				}
				standing, err := read(ctx, operator(), *asOf)
				if err != nil {
					return err
				}
				j := report.NewFunnelJSON(progress.FunnelOf(standing), store.ProcessFilter{AsOf: *asOf, Group: *group})
				if *asJSON {
					return writeJSON(p.out, j)
				}
				return writeFunnel(p.out, j)
			})
		}
	},
}

func writeFunnel(w io.Writer, j report.FunnelJSON) error {
	var b strings.Builder
	fmt.Fprintf(&b, "手続の内訳（%s時点、集計の規則 %s）\n", dateTime(j.AsOf), j.RuleVersion)
	line := func(p progress.FunnelPart) {
		fmt.Fprintf(&b, "  %s %12s 手続、年間件数 %16s 件、不明 %s 手続%s\n", padded(p.Label, 20), registry.Thousands(p.Processes),
			registry.Thousands(p.Cases), registry.Thousands(p.CasesUnknown), inParentheses(p.Certainty()))
	}
	for _, s := range j.Steps {
		line(s.FunnelPart)
	}
	line(j.All)
	_, err := io.WriteString(w, b.String())
	return err
}

// inParentheses is a remark behind a line; empty where there is none.
func inParentheses(remark string) string {
	if remark == "" {
		return ""
	}
	return "（" + remark + "）"
}

var obstaclesVerb = verb{
	name:     "obstacles",
	summary:  "実施済でない対象の手続を、局と未実施の理由ごとに数えます。",
	detail:   "例: tetsuzuki obstacles --as-of 2022-12-31\n一つの手続に理由がいくつかあるときは、それぞれに数えます。局の計は、手続を1回だけ数えます。",
	settings: []string{"data"},
	list:     "/progress/scope/obstacles",
	set: func(fs *flag.FlagSet) action {
		asJSON, asOf := fs.Bool("json", false, "JSON で出力する"), asOfFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				m, err := o.store.Obstacles(ctx, operator(), *asOf, "")
				if err != nil {
					return err
				}
				j := report.NewObstaclesJSON(m, *asOf)
				if *asJSON {
					return writeJSON(p.out, j)
				}
				f, err := report.Form(ctx, o.store)
				if err != nil {
					return err
				}
				return writeObstacles(p.out, f.CodeList("obstacle"), j)
			})
		}
	},
}

func writeObstacles(w io.Writer, list *form.CodeList, j report.ObstaclesJSON) error {
	var b strings.Builder
	fmt.Fprintf(&b, "未実施の理由（%s時点、集計の規則 %s）　実施済でない対象の手続 %s\n", dateTime(j.AsOf), j.RuleVersion, registry.Thousands(j.Processes))
	for _, row := range j.Bureaus {
		fmt.Fprintf(&b, "\n%s　%s 手続\n", row.Bureau, registry.Thousands(row.Processes))
		for _, o := range row.Obstacles {
			label := "記入なし"
			if o.Obstacle != "none" {
				label = list.Label(o.Obstacle)
			}
			fmt.Fprintf(&b, "  %10s 手続  %s\n", registry.Thousands(o.Processes), label)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var honestyVerb = verb{
	name:     "honesty",
	summary:  "数値の確かさ（件数が不明・概数・10倍以上、1年確かめられていない手続、未提出の局）を表示します。",
	detail:   "例: tetsuzuki honesty --as-of 2022-12-31\n率の分母になる手続のうちの数です。局の提出は、その時点までに提出され、取り消されていないもので数えます。",
	settings: []string{"data"},
	list:     "/progress/honesty",
	set: func(fs *flag.FlagSet) action {
		asJSON, asOf := fs.Bool("json", false, "JSON で出力する"), asOfFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				h, err := o.store.Honesty(ctx, operator(), *asOf)
				if err != nil {
					return err
				}
				j := report.NewHonestyJSON(h, *asOf)
				if *asJSON {
					return writeJSON(p.out, j)
				}
				return writeHonesty(p.out, j)
			})
		}
	},
}

func writeHonesty(w io.Writer, j report.HonestyJSON) error {
	var b strings.Builder
	fmt.Fprintf(&b, "数値の確かさ（%s時点、集計の規則 %s）　率の分母になる手続 %s\n", dateTime(j.AsOf), j.RuleVersion, registry.Thousands(j.InScope))
	for _, k := range j.Weaknesses {
		fmt.Fprintf(&b, "  %s %10s 手続  %s\n", padded(k.Label, 32), registry.Thousands(k.Processes), k.Rule)
	}
	if j.Round == nil {
		b.WriteString("  調査回はまだありません。\n")
	} else {
		names := make([]string, len(j.Missing))
		for i, m := range j.Missing {
			names[i] = m.Bureau
		}
		fmt.Fprintf(&b, "  調査回「%s」に未提出の局 %d（求めた局 %d）%s\n", *j.Round, len(names), j.Asked, strings.Join(names, "、"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var bureauTableVerb = verb{
	name:    "bureau-table",
	summary: "局ごとに、率、期間中の目標との差、この1年の増え方、提出の状況から決まる状態（A～D）を表示します。",
	detail: "例: tetsuzuki bureau-table --as-of 2022-12-31\n" +
		"状態の規則は、表の下に示します。局の提出は、その時点までに提出され、取り消されていないもので数えます。",
	settings: []string{"data"},
	list:     "/progress/bureaus",
	set: func(fs *flag.FlagSet) action {
		asJSON, asOf := fs.Bool("json", false, "JSON で出力する"), asOfFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				t, err := o.store.BureauTable(ctx, operator(), *asOf)
				if err != nil {
					return err
				}
				if *asJSON {
					return writeJSON(p.out, report.NewBureauTableJSON(t, *asOf))
				}
				return writeBureauTable(p.out, t)
			})
		}
	},
}

func writeBureauTable(w io.Writer, t progress.BureauTable) error {
	var b strings.Builder
	fmt.Fprintf(&b, "局の状況（%s時点、集計の規則 %s）　増え方は %s から\n", dateTime(t.AsOf), t.RuleVersion, dateTime(t.Before))
	if t.Round != nil {
		fmt.Fprintf(&b, "提出は、調査回「%s」（締切 %s）\n", t.Round.Name, t.Round.Deadline)
	}
	line := func(name string, s progress.BureauStanding) {
		fmt.Fprintf(&b, "\n  %s %s %9s ÷ %9s %9s  この1年 %s  %s\n", padded(name, 24), padded(s.Label, 12), registry.Thousands(s.Done),
			registry.Thousands(s.InScope), s.Process.Text(), signed(s.Increase), s.Submission.Label())
		for _, why := range s.Why {
			fmt.Fprintf(&b, "      %s\n", why)
		}
	}
	for _, s := range t.Bureaus {
		line(s.Bureau, s)
	}
	line("すべての局", t.All)
	b.WriteString("\n状態の規則\n")
	for _, s := range t.States {
		fmt.Fprintf(&b, "  %s %3d 局  %s\n", padded(s.Label, 12), s.Bureaus, s.Rule)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
