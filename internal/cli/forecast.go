package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var forecastVerb = verb{
	name:    "forecast",
	summary: "率の見込みと、目標に届く見込みを表示します。",
	detail: `例: tetsuzuki forecast --as-of 2022-12-31
過去の計画がどれだけ実現したかから、これからを1,000通り試します。同じ登録内容からは、いつも同じ見込みになります。
「10％」は、それより低くなる見込みが10％という値です。`,
	settings: []string{"data"},
	list:     "/progress/forecast",
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		asOf := dayFlag(fs, "as-of", "どの`時点`に立って見込むか（日付はその日の終わり。既定：現在）")
		target := fs.String("target", "", "この名前の`目標`だけ")
		bureau, group := fs.String("bureau", "", "この`局`だけ（名前かコード）"), groupFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				id, of, err := extentNamed(ctx, o.store, *bureau, *group)
				if err != nil {
					return err
				}
				in, err := o.store.Forecast(ctx, operator(), store.ForecastQuestion{AsOf: *asOf, Bureau: id, Group: of})
				if err != nil {
					return err
				}
				f, err := forecast.Of(in).Only("cli.forecast", *target)
				if err != nil {
					return err
				}
				if *asJSON {
					return writeJSON(p.out, f)
				}
				return writeForecast(p.out, f)
			})
		}
	},
}

func writeForecast(w io.Writer, f forecast.Forecast) error {
	var b strings.Builder
	fmt.Fprintf(&b, "デジタル化率の見込み（%s時点、方法 %s）\n", dateTime(f.AsOf), f.RuleVersion)
	fmt.Fprintf(&b, "  対象 %s 手続、実施済 %s 手続。予定の年度がない %s 手続、予定の年度を過ぎた %s 手続。過去 %d 年度の計画から学んでいます。\n",
		registry.Thousands(f.InScope), registry.Thousands(f.Done), registry.Thousands(f.NoYear), registry.Thousands(f.Late), f.Years)
	if len(f.Quarters) == 0 {
		b.WriteString("  対象の手続がないため、率の見込みはありません。\n")
	} else {
		quartersText(&b, f)
	}
	for _, t := range f.Targets {
		fmt.Fprintf(&b, "\n目標「%s」（%sまで、%s 手続のうち %s 手続）：", t.Name, t.Day, registry.Thousands(t.Of), registry.Thousands(t.Goal))
		if t.Chance == nil {
			fmt.Fprintf(&b, "%s。\n", t.Told())
			continue
		}
		fmt.Fprintf(&b, "届く見込み %s", percentOf(*t.Chance))
		if t.EvenOddsDay != nil {
			fmt.Fprintf(&b, "。%sまでには、届くほうの見込みが大きい", *t.EvenOddsDay)
		}
		fmt.Fprintf(&b, "。計画がすべて実現すれば %s、国の法令改正が要らなければ %s\n", percentOf(*t.IfPlans), percentOf(*t.IfLaws))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func quartersText(b *strings.Builder, f forecast.Forecast) {
	fmt.Fprintf(b, "  %-10s %8s %8s %8s %8s %8s %8s %8s\n", "日", "10％", "25％", "50％", "75％", "90％", "計画どおり", "直線")
	for _, q := range f.Quarters {
		fmt.Fprintf(b, "  %-10s", q.Day)
		for _, rate := range []float64{q.P10, q.P25, q.P50, q.P75, q.P90, q.AsPlanned, q.Line} {
			fmt.Fprintf(b, " %9s", percentOf(rate))
		}
		b.WriteByte('\n')
	}
}

// percentOf is a share for people; like attainment it is never rounded up.
func percentOf(share float64) string { return fmt.Sprintf("%.1f％", float64(int64(share*1000))/10) }
