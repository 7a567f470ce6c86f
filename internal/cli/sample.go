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
	"tetsuzuki/internal/sample"
)

var sampleVerb = verb{
	name:    "sample",
	summary: "架空の棚卸ファイルを局ごとに書き出します。取込を試すのに使えます。",
	detail:  "登録はしません。例: tetsuzuki sample --out サンプル",
	set: func(fs *flag.FlagSet) action {
		dir := fs.String("out", "", "書き出す`フォルダー`。なければ作る。必須")
		return func(ctx context.Context, p *program, _ []string) int {
			if *dir == "" {
				return p.misuse(badOut("--out に、書き出すフォルダーを指定してください。"))
			}
			if err := writeSample(ctx, *dir, p.out); err != nil {
				return p.fail(err)
			}
			return exitOK
		}
	},
}

// writeSample writes the sample's workbooks into a folder.
func writeSample(ctx context.Context, dir string, out io.Writer) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return &registry.Error{Code: registry.Invalid, Op: "cli.writeSample", Field: "out", Err: err,
			Message: fmt.Sprintf("フォルダー「%s」を作れません。書き込める場所を指定してください。", dir)}
	}
	n := 0
	err := sample.Workbooks(ctx, func(w sample.Workbook) error {
		n += w.Rows
		return report.WriteFile(filepath.Join(dir, w.Name), func(f io.Writer) error {
			_, err := f.Write(w.Data)
			return err
		})
	})
	if err == nil {
		fmt.Fprintf(out, "%d 局、架空の %s 手続を %s に書き出しました。\n", sample.Bureaus(), registry.Thousands(int64(n)), dir)
	}
	return err
}

// writeSampleAccounts tells how to sign in to try the service.
func writeSampleAccounts(w io.Writer) {
	fmt.Fprintf(w, "サンプル（架空のデータ）が入っています。次のアカウントで試せます。パスワードはどれも %s です。\n", sample.Password)
	for _, a := range sample.Accounts {
		fmt.Fprintf(w, "  %-16s %s\n", a.Login, a.Name)
	}
}
