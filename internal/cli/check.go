package cli

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
)

// exitUnreadable is what check says of a file that could not be read at all.
const exitUnreadable = exitUsage

var checkVerb = verb{
	name:    "check",
	args:    "ファイル",
	max:     1,
	summary: "局のファイルを読み、読み取ったものと誤りを示します。登録はしません。",
	detail: `終了コードは、誤りなしが 0、要修正の指摘があれば 1、ファイルを読めなければ 2 です。
--save-mapping で列の対応を書き出し、直してから --mapping で使えます。
--return は、送られたファイルに指摘を書き込んだものを作ります（赤ペン返却）。
例:
  tetsuzuki check --bureau 環境局 一覧.xlsx
  tetsuzuki check --json --fiscal-year 2020 一覧.csv
  tetsuzuki check --return 返却.xlsx 一覧.xlsx
  tetsuzuki check --rules`,
	set: func(fs *flag.FlagSet) action {
		var c checkArgs
		fs.StringVar(&c.options.Bureau, "bureau", "", "ファイルを送る`局`の名称かコード（ほかの局の行は要修正になります）")
		fs.IntVar(&c.options.FiscalYear, "fiscal-year", 0, "見出しにも表題にも年度がないときの、件数の`年度`（西暦）")
		fs.StringVar(&c.options.Password, "password", "", "保護されたブックの`パスワード`")
		fs.StringVar(&c.mapping, "mapping", "", "見出しと項目の対応を書いた JSON `ファイル`")
		fs.StringVar(&c.saveMapping, "save-mapping", "", "読み取った対応を書き出す JSON `ファイル`")
		fs.StringVar(&c.back, "return", "", "指摘を書き込んだファイルを書き出す`ファイル`")
		fs.BoolVar(&c.json, "json", false, "結果を JSON で出します。")
		fs.BoolVar(&c.rules, "rules", false, "指摘の規則を、理由と例とともに一覧にします。")
		return func(ctx context.Context, p *program, args []string) int {
			return c.run(ctx, p, args)
		}
	},
}

// checkArgs are the flags of the verb check.
type checkArgs struct {
	options              importer.Options
	mapping, saveMapping string
	back                 string
	json, rules          bool
}

func (c *checkArgs) run(ctx context.Context, p *program, args []string) int {
	if c.rules {
		return p.written(writeRules(p.out, c.json))
	}
	if len(args) == 0 {
		fmt.Fprintln(p.err, "読み取るファイルを指定してください。")
		return exitUsage
	}
	if c.mapping != "" {
		m, err := loadMapping(c.mapping)
		if err != nil {
			fmt.Fprintf(p.err, "列の対応表「%s」を読めません: %v\n", c.mapping, err)
			return exitUsage
		}
		c.options.Mapping = m
	}
	rep, err := checkFile(ctx, args[0], c.options)
	if err != nil {
		fmt.Fprintf(p.err, "ファイル「%s」を読めません: %v\n", args[0], err)
		return exitUnreadable
	}
	if c.saveMapping != "" {
		if err := saveMapping(c.saveMapping, importer.MappingOf(rep)); err != nil {
			fmt.Fprintf(p.err, "列の対応表「%s」を書けません: %v\n", c.saveMapping, err)
			return exitUsage
		}
	}
	if c.back != "" && !rep.Unreadable() {
		if err := writeBack(ctx, args[0], c.back, rep, c.options); err != nil {
			fmt.Fprintf(p.err, "指摘を書き込んだファイル「%s」を書けません: %v\n", c.back, err)
			return exitUsage
		}
	}
	if c.json {
		err = writeJSON(p.out, rep)
	} else {
		err = importer.WriteText(p.out, rep)
	}
	switch {
	case err != nil:
		return p.written(err)
	case rep.Unreadable():
		return exitUnreadable
	case rep.Summary.Errors > 0:
		return exitWrong
	}
	return exitOK
}

// written is the exit status after writing to standard output.
func (p *program) written(err error) int {
	if err != nil {
		fmt.Fprintf(p.err, "結果を書き出せません: %v\n", err)
		return exitWrong
	}
	return exitOK
}

func checkFile(ctx context.Context, path string, opt importer.Options) (*importer.Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("ふつうのファイルではありません")
	}
	return importer.Check(ctx, importer.Source{Name: filepath.Base(path), Data: f, Size: info.Size()}, opt)
}

func loadMapping(path string) (*importer.Mapping, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return importer.ReadMapping(f)
}

func saveMapping(path string, m *importer.Mapping) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := importer.WriteMapping(f, m); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// writeRules lists all rules, for people or as JSON.
func writeRules(w io.Writer, asJSON bool) error {
	if asJSON {
		type rule struct {
			Rule     string           `json:"rule"`
			Severity finding.Severity `json:"severity"`
			Reason   string           `json:"reason"`
			Example  string           `json:"example"`
		}
		rules := []rule{}
		for _, r := range finding.Rules() {
			rules = append(rules, rule{r.ID, r.Severity, r.Reason, r.Example})
		}
		return writeJSON(w, rules)
	}
	for _, r := range finding.Rules() {
		if _, err := fmt.Fprintf(w, "%s（%s）\n  理由: %s\n  例: %s\n", r.ID, r.Severity.Label(), r.Reason, r.Example); err != nil {
			return err
		}
	}
	return nil
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
