package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/page"
)

var facetsVerb = verb{
	name:    "facets",
	summary: "一覧の条件の選択肢ごとに、手続の数と年間件数を表示します。",
	detail: `例: tetsuzuki facets --bureau 環境局 --status planned --json
条件は export list と同じです。選択肢の数は、その項目だけをその選択肢に替えた一覧の数です。`,
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		filter := addFilter(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			f, err := filter()
			if err != nil {
				return p.misuse(err)
			}
			return p.use(ctx, func(o *opened) error {
				facets, err := o.store.Facets(ctx, operator(), f)
				if err != nil {
					return err
				}
				if *asJSON {
					return writeJSON(p.out, report.NewFacetsJSON(facets))
				}
				words, err := o.words(ctx)
				if err != nil {
					return err
				}
				return writeFacets(p.out, facets, words)
			})
		}
	},
}

func writeFacets(w io.Writer, f store.Facets, words page.Words) error {
	var b strings.Builder
	t := f.Totals
	fmt.Fprintf(&b, "%s時点　%s 手続、年間件数 %s 件（不明 %s 手続）、対象 %s 手続のうち実施済 %s 手続（%s %%）%s\n", dateTime(f.AsOf),
		registry.Thousands(t.Processes), registry.Thousands(t.Cases), registry.Thousands(t.CasesUnknown),
		registry.Thousands(t.InScope), registry.Thousands(t.Done), t.Process.Percent, inParentheses(t.Certainty()))
	for _, field := range f.Fields {
		fmt.Fprintf(&b, "\n%s（--%s）\n", words.Condition(field.Name), strings.ReplaceAll(field.Name, "_", "-"))
		for _, v := range field.Values {
			choice := words.Choice(field.Name, v.Value)
			if choice != v.Value {
				choice += "（" + v.Value + "）"
			}
			fmt.Fprintf(&b, "  %s %12s 手続、年間件数 %16s 件、不明 %s 手続%s\n", padded(choice, 40), registry.Thousands(v.Processes),
				registry.Thousands(v.Cases), registry.Thousands(v.CasesUnknown), inParentheses(v.Certainty()))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
