package cli

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

var checkReportVerb = verb{
	name: "check-report",
	args: "ファイル", min: 1, max: 1,
	summary:  "進捗報告（Excel）の数値が、その時点の登録簿と今も同じかを確かめます。",
	settings: []string{"data"},
	detail: `「情報」シートの印から時点を読み、同じ進捗報告を登録簿から作り直して、数値と一覧をセルごとに比べます。
数式と、数式で使う名前が変わっていないか（数式が値で上書きされていないか）も確かめます。
並べ替え、列の追加、Excel や LibreOffice での保存は違いになりません。
終了コードは、0 が同じ、1 が違いあり（または確かめられなかった）、2 が使い方の誤りです。
例: tetsuzuki check-report 進捗報告_20221231.xlsx`,
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				c, err := checkReport(ctx, o, args[0])
				if err != nil {
					return err
				}
				if *asJSON {
					if err := writeJSON(p.out, newCheckedJSON(c)); err != nil {
						return err
					}
				} else {
					for _, d := range c.Differences {
						fmt.Fprintln(p.out, d.Text())
					}
				}
				if n := len(c.Differences) + c.Others; n > 0 {
					return registry.Errorf(registry.Conflict, "cli.checkReport", "違いが %s か所あります（先頭の %d か所を示しました）。%sの登録簿と同じではありません。",
						registry.Thousands(int64(n)), len(c.Differences), dateTime(c.To))
				}
				if !*asJSON {
					fmt.Fprintf(p.out, "%s の登録簿と同じです（%s、%s セルを比べました）。\n", dateTime(c.To), c.Whose, registry.Thousands(c.Cells))
				}
				return nil
			})
		}
	},
}

func checkReport(ctx context.Context, o *opened, path string) (report.Checked, error) {
	f, err := os.Open(path)
	if err != nil {
		return report.Checked{}, &registry.Error{Code: registry.Invalid, Op: "cli.checkReport", Field: "file",
			Message: "「" + path + "」を開けません。ファイルの名前を確かめてください。", Err: err}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return report.Checked{}, registry.Failed("cli.checkReport", err)
	}
	return report.CheckProgress(ctx, o.store, operator(), filepath.Base(path), f, info.Size())
}

// checkedJSON is what a check found, for programs.
type checkedJSON struct {
	Same        bool             `json:"same"`
	AsOf        time.Time        `json:"as_of"`
	From        *time.Time       `json:"from"` // null: the workbook stands beside no earlier moment
	Scope       string           `json:"scope"`
	Cells       int64            `json:"cells"`
	Differences []differenceJSON `json:"differences"`
	Others      int              `json:"others"` // differences that are not named
}

type differenceJSON struct {
	Sheet    string `json:"sheet"`
	Cell     string `json:"cell"`
	What     string `json:"what"`
	File     string `json:"file"`
	Registry string `json:"registry"`
}

func newCheckedJSON(c report.Checked) checkedJSON {
	j := checkedJSON{Same: len(c.Differences) == 0, AsOf: c.To, Scope: c.Whose, Cells: c.Cells, Others: c.Others,
		Differences: make([]differenceJSON, len(c.Differences))}
	if !c.From.IsZero() {
		j.From = &c.From
	}
	for i, d := range c.Differences {
		j.Differences[i] = differenceJSON{d.Sheet, d.Cell, d.What, d.File, d.Registered}
	}
	return j
}
