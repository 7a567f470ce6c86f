package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"tetsuzuki/internal/law"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// lawsShown is how many of a ranking the verb shows, unless asked for all as JSON.
const lawsShown = 30

var lawsVerb = verb{
	name:    "laws",
	summary: "支障になっている国の法令を、改正されれば動かせる手続の多い順に表示します。",
	detail: `例: tetsuzuki laws --by article
対象のうち実施済でなく、国の法令改正が要る手続を数えます。改正が必要な法令・条項が書かれていない手続は、根拠法令で数えます。
ほかの法令も改正しなければ動かせない手続は「他にも要る」に数え、改正後の率には入れません。`,
	settings: []string{"data"},
	list:     "/laws",
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		by := fs.String("by", string(law.ByLaw), "何で`並べる`か：law（法令）、article（条項）、ministry（所管府省）")
		asOf := dayFlag(fs, "as-of", "`時点`（日付はその日の終わり。既定：現在）")
		bureau, group := fs.String("bureau", "", "この`局`だけ（名前かコード）"), groupFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				if !slices.Contains(law.Bys, law.By(*by)) {
					return registry.Errorf(registry.Invalid, "cli.laws", "--by には law、article、ministry のどれかを指定してください。例：--by article")
				}
				id, of, err := extentNamed(ctx, o.store, *bureau, *group)
				if err != nil {
					return err
				}
				in, err := o.store.Laws(ctx, operator(), store.LawsQuestion{AsOf: *asOf, Bureau: id, Group: of})
				if err != nil {
					return err
				}
				l := progress.LawsOf(law.By(*by), in)
				if *asJSON {
					return writeJSON(p.out, l)
				}
				return writeLaws(p.out, l)
			})
		}
	},
}

func writeLaws(w io.Writer, l progress.Laws) error {
	var b strings.Builder
	fmt.Fprintf(&b, "支障になっている国の法令（%s時点、集計の規則 %s）\n", dateTime(l.AsOf), l.RuleVersion)
	fmt.Fprintf(&b, "  国の法令改正が要る手続 %s（件数 %s 件、不明 %s 手続、正確でない %s 手続、重点手続 %s）。要否が不明な手続 %s。デジタル化率は今 %s %%\n\n",
		registry.Thousands(l.Blocked.Processes), registry.Thousands(l.Blocked.Cases), registry.Thousands(l.Blocked.Unknown),
		registry.Thousands(l.Blocked.Inexact), registry.Thousands(l.Blocked.Priority), registry.Thousands(l.LawChangeUnknown), l.Process.Percent)
	fmt.Fprintf(&b, "  %8s %14s %8s %8s %8s %10s  %s\n", "手続", "件数（年）", "不明", "重点", "他にも要る", "改正後の率", "法令・条項・府省")
	for _, r := range l.Laws[:min(len(l.Laws), lawsShown)] {
		fmt.Fprintf(&b, "  %10s %17s %10s %10s %13s %13s %%  %s\n", registry.Thousands(r.Processes), registry.Thousands(r.Cases),
			registry.Thousands(r.Unknown), registry.Thousands(r.Priority), registry.Thousands(r.All.Processes-r.Processes),
			r.ProcessAfter.Percent, strings.TrimSpace(r.Law+" "+r.Article+r.Ministry))
	}
	if more := len(l.Laws) - lawsShown; more > 0 {
		fmt.Fprintf(&b, "  ほか %s（すべては --json で見られます）\n", registry.Thousands(int64(more)))
	}
	if len(l.Unresolved) > 0 {
		b.WriteString("\n法令を読み取れなかったもの（手続を直すと数えられます）\n")
	}
	for _, u := range l.Unresolved {
		text := u.Text
		if text == "" {
			text = "（記入がない）"
		}
		fmt.Fprintf(&b, "  %10s  %s\n", registry.Thousands(u.Processes), text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
