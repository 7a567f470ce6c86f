package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

var formVerb = verb{
	name: "form",
	args: "ファイル.xlsx", min: 1, max: 1,
	summary:  "棚卸の様式（Excel）を書き出します。選択肢、記入要領、記入例が付きます。",
	settings: []string{"data"},
	detail: `登録簿があれば、--bureau の局の今の手続を書き込みます。そのまま取り込んでも、登録簿は変わりません。
例: tetsuzuki form --bureau 環境局 --fiscal-year 2021 様式_環境局.xlsx`,
	set: func(fs *flag.FlagSet) action {
		bureau := fs.String("bureau", "", "記入する`局`（名称かコード）")
		year := fs.Int("fiscal-year", registry.FiscalYear(time.Now())-1, "件数の`年度`（西暦）")
		blank := fs.Bool("blank", false, "登録簿があっても、今の手続を書き込まない")
		return func(ctx context.Context, p *program, args []string) int {
			path := args[0]
			if strings.ToLower(filepath.Ext(path)) != ".xlsx" {
				return p.misuse(badOut("書き出すファイルには、.xlsx で終わる名前を指定してください。"))
			}
			there, err := p.hasRegistry()
			if err != nil {
				return p.fail(err)
			}
			if !there {
				return p.writeBlankForm(path, *bureau, *year)
			}
			return p.use(ctx, func(o *opened) error {
				var b registry.Bureau
				if *bureau != "" {
					if b, err = o.store.Bureau(ctx, *bureau); err != nil {
						return err
					}
				}
				if *blank || *bureau == "" {
					return p.done(report.WriteFile(path, func(w io.Writer) error {
						return report.WriteBlankForm(ctx, o.store, b.Name, *year, w)
					}), wroteBlankForm, path)
				}
				return p.done(report.WriteFile(path, func(w io.Writer) error {
					return report.WriteForm(ctx, o.store, operator(), b, *year, w)
				}), "%s に、%sの今の手続を書き込んだ様式を書き出しました。", path, b.Name)
			})
		}
	},
}

// hasRegistry reports whether there is a registry to read from. A verb that can do
// without one does not make one.
func (p *program) hasRegistry() (bool, error) {
	c, err := p.config()
	if err != nil || c.DatabaseURL != "" {
		return err == nil, err
	}
	_, err = os.Stat(filepath.Join(c.Data, "postgres"))
	return err == nil, nil
}

// wroteBlankForm is said of a form without processes.
const wroteBlankForm = "%s に空の様式を書き出しました。"

// writeBlankForm writes the form as the program carries it, where there is no registry.
func (p *program) writeBlankForm(path, bureau string, year int) int {
	if bureau != "" {
		b, ok := form.Current().Bureau(bureau)
		if !ok {
			return p.fail(&registry.Error{Code: registry.NotFound, Op: "cli.form", Field: "bureau",
				Message: fmt.Sprintf("「%s」という局はありません。局の名前かコードを確かめてください。", bureau)})
		}
		bureau = b.Name
	}
	err := p.done(report.WriteFile(path, func(w io.Writer) error {
		return form.Write(w, form.Template{Bureau: bureau, FiscalYear: year})
	}), wroteBlankForm, path)
	if err != nil {
		return p.fail(err)
	}
	return exitOK
}
