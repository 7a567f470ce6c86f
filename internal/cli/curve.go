package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var curveVerb = verb{
	name:    "curve",
	summary: "率の推移（実績・計画・目標）を表示します。",
	detail: `例: tetsuzuki curve --from 2021-04-01 --to 2022-12-31 --step quarter
「いまの記録」は、終わりの時点で分かっているデジタル化の日による数値です。後から分かった分だけ、当時の数値と違います。`,
	settings: []string{"data"},
	list:     "/progress/curve",
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		from, to := dayFlag(fs, "from", "はじめの`日`（既定：記録か目標の始まった日）"), dayFlag(fs, "to", "終わりの`日`（既定：現在）")
		step := fs.String("step", string(progress.Monthly), "点の`間隔`：month（月末ごと）か quarter（四半期末ごと）")
		bureau, group := fs.String("bureau", "", "この`局`だけ（名前かコード）"), groupFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				id, of, err := extentNamed(ctx, o.store, *bureau, *group)
				if err != nil {
					return err
				}
				if s := progress.Step(*step); s != progress.Monthly && s != progress.Quarterly {
					return registry.Errorf(registry.Invalid, "cli.curve", "--step には month か quarter を指定してください。例：--step quarter")
				}
				in, err := o.store.ProgressCurve(ctx, operator(), store.CurveQuestion{From: *from, To: *to,
					Step: progress.Step(*step), Bureau: id, Group: of})
				if err != nil {
					return err
				}
				c := progress.CurveOf(in)
				if *asJSON {
					return writeJSON(p.out, c)
				}
				return writeCurve(p.out, c)
			})
		}
	},
}

var bridgeVerb = verb{
	name:    "bridge",
	summary: "2つの時点のあいだの率の増減を、理由ごとに表示します。",
	detail: `例: tetsuzuki bridge --from 2022-09-30 --to 2022-12-31 --rate process
はじめの分子・分母に、理由ごとの増減を足すと、終わりの分子・分母にちょうどなります。`,
	settings: []string{"data"},
	list:     "/progress/bridge",
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		from, to := dayFlag(fs, "from", "はじめの`日`（必須）"), dayFlag(fs, "to", "終わりの`日`（既定：現在）")
		rate := fs.String("rate", string(progress.RateProcess), "どの`率`の増減か：process、cases、usage、discretion")
		bureau, group := fs.String("bureau", "", "この`局`だけ（名前かコード）"), groupFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				id, of, err := extentNamed(ctx, o.store, *bureau, *group)
				if err != nil {
					return err
				}
				kind, err := rateKind(*rate)
				if err != nil {
					return err
				}
				b, err := o.store.Bridge(ctx, operator(), store.BridgeQuestion{From: *from, To: *to, Bureau: id, Group: of})
				if err != nil {
					return err
				}
				if *asJSON {
					return writeJSON(p.out, b.Of(kind))
				}
				return writeBridge(p.out, b.Of(kind))
			})
		}
	},
}

// dayFlag declares the flag for one end of a period; zero: not given.
func dayFlag(fs *flag.FlagSet, name, usage string) *time.Time {
	var t time.Time
	fs.Func(name, usage, func(s string) (err error) {
		t, err = registry.ParseMoment(s)
		return err
	})
	return &t
}

func rateKind(name string) (progress.RateKind, error) {
	for _, k := range progress.RateKinds {
		if string(k) == name {
			return k, nil
		}
	}
	return "", registry.Errorf(registry.Invalid, "cli.rateKind", "--rate には process、cases、usage、discretion のどれかを指定してください。例：--rate cases")
}

// bureauNamed is the ID of a bureau by its name or code; 0 for an empty one.
func bureauNamed(ctx context.Context, s *store.Store, nameOrCode string) (int, error) {
	if nameOrCode == "" {
		return 0, nil
	}
	bureaus, err := s.Bureaus(ctx)
	if err != nil {
		return 0, err
	}
	b, err := registry.BureauNamed(bureaus, "bureau", nameOrCode)
	return b.ID, err
}

func writeCurve(w io.Writer, c progress.Curve) error {
	var b strings.Builder
	fmt.Fprintf(&b, "率の推移（%s時点、集計の規則 %s）\n", dateTime(c.AsOf), c.RuleVersion)
	fmt.Fprintf(&b, "  %-10s %12s %12s %14s %12s %12s\n", "日", "デジタル化率", "いまの記録", "件数カバー率", "利用率", "都の裁量分")
	for _, p := range c.Points {
		fmt.Fprintf(&b, "  %-10s %17s %16s %17s %14s %16s\n", p.Day, p.Rates.Process.Text(), p.KnownNow.Process.Text(),
			p.Rates.Cases.Text(), p.Rates.Usage.Text(), p.Rates.Discretion.Text())
	}
	b.WriteString("\n計画（予定の年度の末までに実施済になるとした場合）\n")
	for _, p := range c.Plan.Points {
		fmt.Fprintf(&b, "  %-10s %17s  %s ÷ %s 手続\n", p.Day, p.Process.Text(),
			registry.Thousands(p.Process.Numerator), registry.Thousands(p.Process.Denominator))
	}
	fmt.Fprintf(&b, "  予定の年度のない手続 %s、予定の年度を過ぎた手続 %s\n", registry.Thousands(c.Plan.NoYear), registry.Thousands(c.Plan.Passed))
	for _, t := range c.Targets {
		fmt.Fprintf(&b, "\n目標「%s」（%s～%s）\n  %s 手続のうち %s 手続が実施済、%s", t.Name, t.From, t.To,
			registry.Thousands(t.Goal), registry.Thousands(t.Done), t.Told())
		if t.PerQuarter != nil && t.Gap > 0 {
			fmt.Fprintf(&b, "（四半期ごとに %s 手続）", registry.Thousands(*t.PerQuarter))
		}
		b.WriteByte('\n')
	}
	if len(c.Entered) > 0 {
		b.WriteString("\n登録前の公表値（入力されたもの）\n")
	}
	for _, e := range c.Entered {
		fmt.Fprintf(&b, "  %-10s %16s％  %s（%s）\n", e.Day, e.Percent, e.Name, e.Source)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeBridge(w io.Writer, b progress.Bridge) error {
	var t strings.Builder
	fmt.Fprintf(&t, "%sの増減（集計の規則 %s）\n", b.RateKind.Label(), b.RuleVersion)
	end := func(e progress.BridgeEnd) {
		fmt.Fprintf(&t, "  %s %14s %14s %10s %9s\n", padded(dateTime(e.AsOf), 36),
			registry.Thousands(e.Numerator), registry.Thousands(e.Denominator), registry.Thousands(e.Unknown), e.Text())
	}
	fmt.Fprintf(&t, "  %36s %12s %12s %8s %8s\n", "", "分子", "分母", "不明", "率")
	end(b.From)
	for _, p := range b.Parts {
		fmt.Fprintf(&t, "  %s %14s %14s %10s   %s 手続\n", padded("  "+p.Label, 36), signed(p.Numerator), signed(p.Denominator), signed(p.Unknown),
			registry.Thousands(p.Processes))
	}
	end(b.To)
	_, err := io.WriteString(w, t.String())
	return err
}

// signed is a number with its sign; nothing is "0".
func signed(n int64) string {
	switch {
	case n > 0:
		return "+" + registry.Thousands(n)
	case n < 0:
		return "-" + registry.Thousands(-n)
	}
	return "0"
}
