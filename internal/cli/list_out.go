package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/page"
)

// listFile is a file into which a verb writes its list.
type listFile struct{ path, charset string }

// addListFile declares the flags for it.
func addListFile(fs *flag.FlagSet, required string) *listFile {
	f := &listFile{charset: report.UTF8}
	fs.StringVar(&f.path, "out", "", "一覧を書き出す`ファイル`（.xlsx、.csv、.json、.jsonl）"+required)
	fs.StringVar(&f.charset, "encoding", report.UTF8, "CSV の`文字コード`（"+strings.Join(report.Encodings, "、")+"）")
	return f
}

// format is the one that the file's ending names.
func (f listFile) format() (string, error) {
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(f.path)), ".")
	if !slices.Contains(report.Formats, format) {
		return "", badOut("--out に、.xlsx、.csv、.json、.jsonl のどれかで終わるファイル名を指定してください。")
	}
	return format, nil
}

// write writes the file, and tells which characters its encoding lacks.
func (f listFile) write(p *program, write func(w io.Writer) ([]report.Lost, error)) error {
	var lost []report.Lost
	err := report.WriteFile(f.path, func(w io.Writer) (err error) {
		lost, err = write(w)
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range lost {
		fmt.Fprintf(p.err, "%s の「%s」の「%c」は %s にないため、「%c」にしました。\n", l.Where(), l.Field, l.Character, f.charset, l.Written)
	}
	fmt.Fprintf(p.out, "%s に書き出しました。\n", f.path)
	return nil
}

// withFile declares the verb's flags; where it shows a list of a page, also those by which it
// writes that list into a file. The other flags are then the page's conditions of the same names.
func (v verb) withFile(fs *flag.FlagSet) action {
	do := v.set(fs)
	if v.list == "" {
		return do
	}
	conditions := url.Values{}
	fs.VisitAll(func(f *flag.Flag) {
		if f.Name != "json" {
			f.Value = noted{f.Value, func(value string) { conditions.Add(strings.ReplaceAll(f.Name, "-", "_"), value) }}
		}
	})
	file := addListFile(fs, "")
	return func(ctx context.Context, p *program, args []string) int {
		if file.path == "" {
			return do(ctx, p, args)
		}
		format, err := file.format()
		if err != nil {
			return p.misuse(err)
		}
		address := v.list
		if len(args) > 0 {
			address = strings.Replace(address, ":id", url.PathEscape(args[0]), 1)
		}
		return p.use(ctx, func(o *opened) error {
			t, err := page.TableAt(ctx, o.store, operator(), address, conditions, format)
			if err != nil {
				return err
			}
			return file.write(p, func(w io.Writer) ([]report.Lost, error) { return t.WriteTable(w, format, file.charset) })
		})
	}
}

// of is the verb with the page's list that it shows.
func (v verb) of(list string) verb {
	v.list = list
	return v
}

// noted is a flag whose values are kept as they were given.
type noted struct {
	flag.Value
	note func(string)
}

// Set keeps a value that the flag takes.
func (n noted) Set(value string) error {
	err := n.Value.Set(value)
	if err == nil {
		n.note(value)
	}
	return err
}

// IsBoolFlag reports whether the flag stands alone, without a value.
func (n noted) IsBoolFlag() bool { return isSwitch(&flag.Flag{Value: n.Value}) }
