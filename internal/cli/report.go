package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

var reportQuarterVerb = verb{
	name:     "report quarter",
	summary:  "四半期報告（進捗報告、公表する文、図、局ごとの調査票、zip）を作ります。",
	settings: []string{"data"},
	detail: `--from と --to には、日付（その日の終わり）か、公表値の番号を指定します。--to を省くと現在です。
--out のフォルダーに、すべてのファイルと、それを 1 つにまとめた zip を書きます。SHA256SUMS にチェックサムがあります。
局ごとの調査票は、--to の時点までに受付を始めた最後の調査回の、その時点の登録内容のものです。調査回がまだなければ、局ごとの一覧です。
同じ2つの時点からは、いつ作っても同じファイルになります。
例: tetsuzuki report quarter --from 2022-09-30 --to 2022-12-31 --out 四半期報告`,
	set: func(fs *flag.FlagSet) action {
		from := fs.String("from", "", "`前回`の時点か、公表値の番号。必須")
		to := fs.String("to", "", "`今回`の時点か、公表値の番号（既定：現在）")
		out := fs.String("out", "", "書き出す`フォルダー`。なければ作る。必須")
		full := fs.Bool("full-list", false, "進捗報告の全手続も印刷されるようにする")
		return func(ctx context.Context, p *program, _ []string) int {
			if *out == "" || *from == "" {
				return p.misuse(badOut("--from に前回の時点か公表値の番号を、--out に書き出すフォルダーを指定してください。"))
			}
			return p.use(ctx, func(o *opened) error {
				ask, err := report.AskedBetween(ctx, o.store, operator(), *from, *to)
				if err != nil {
					return err
				}
				ask.PrintAll = *full
				return report.ReadQuarter(ctx, o.store, operator(), ask, func(q report.Quarter) error {
					fmt.Fprintln(p.out, q.Sentence())
					return writeQuarter(q, *out, p.out)
				})
			})
		}
	},
}

// writeQuarter writes the files of a report into a folder, and the zip of them.
func writeQuarter(q report.Quarter, folder string, told io.Writer) error {
	name := "四半期報告_" + q.Figures.AsOf.In(registry.Tokyo).Format("20060102") + ".zip"
	return writeFolder(folder, name, told, func(w io.Writer, beside besides) (int, error) {
		return len(q.Files) + 1, q.WriteZip(w, beside)
	})
}

// besides writes a file by its name.
type besides = func(name string, write func(io.Writer) error) error

// writeFolder writes files into a folder, and the zip of them; zip tells how many they are.
func writeFolder(folder, name string, told io.Writer, zip func(w io.Writer, beside besides) (int, error)) error {
	if err := makeFolder(folder); err != nil {
		return err
	}
	n := 0
	err := report.WriteFile(filepath.Join(folder, name), func(w io.Writer) (err error) {
		n, err = zip(w, func(name string, write func(io.Writer) error) error {
			path := filepath.Join(folder, filepath.FromSlash(name))
			if err := makeFolder(filepath.Dir(path)); err != nil {
				return err
			}
			return report.WriteFile(path, write)
		})
		return err
	})
	if err == nil {
		fmt.Fprintf(told, "%s に %d 個のファイルと %s を書き出しました。\n", folder, n, name)
	}
	return err
}

func makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o777); err != nil {
		return &registry.Error{Code: registry.Invalid, Op: "cli.makeFolder", Field: "out",
			Message: "フォルダー「" + path + "」を作れません。書き込める場所を指定してください。", Err: err}
	}
	return nil
}
