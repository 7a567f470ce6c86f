package cli

import (
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	importer "tetsuzuki/import"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var importVerb = verb{
	name: "import",
	args: "ファイル", min: 1, max: 1,
	summary:  "局のファイルを検査して登録します。誤りがあれば何も登録しません。",
	settings: []string{"data"},
	detail: `--bureau を付けると、その局の手続だけを登録します。付けないと、局の列がある全局のファイルとして扱います。
同じファイルをもう一度取り込んでも、登録簿は変わりません。前の取込で手続と結び付いた行は、手続の名前が登録簿で変わっていても、
同じ手続のままです（登録簿で変えた値が残ります）。空欄のセルは、登録されている値をそのまま残します。
登録されている手続と名前の似た行や、ほかの人も変えたところがあれば、何も登録せずに知らせます。画面で1つずつ選ぶか、
--alike と --conflicts でまとめて答えてください。
終了コードは、登録できたか変更がなければ 0、要修正の指摘か答えていない問いがあれば 1、ファイルを読めなければ 2 です。
例: tetsuzuki import 一覧.xlsx --bureau 環境局 --fiscal-year 2020`,
	set: func(fs *flag.FlagSet) action {
		var i importArgs
		fs.StringVar(&i.bureau, "bureau", "", "ファイルの`局`（名称かコード）")
		fs.IntVar(&i.options.FiscalYear, "fiscal-year", 0, "見出しにも表題にも年度がないときの、件数の`年度`（西暦）")
		fs.StringVar(&i.options.Password, "password", "", "保護されたブックの`パスワード`")
		fs.BoolVar(&i.options.Partial, "partial", false, "ファイルは局の手続の一部です。ファイルにない手続を数えません。")
		fs.StringVar(&i.options.Reason, "reason", "", "履歴に残す`理由`")
		oneOf(fs, "alike", "登録されている手続と似た行は、新しい手続（new）か、いちばん近い`手続`（same）か", &i.options.Answers.Alike,
			store.AlikeNew, store.AlikeSame)
		oneOf(fs, "conflicts", "ほかの人も変えたところは、ファイル（file）と登録簿（registry）の`どちら`の値にするか", &i.options.Answers.Conflicts,
			store.FileCounts, store.RegistryCounts)
		fs.BoolVar(&i.json, "json", false, "結果を JSON で出します。")
		return func(ctx context.Context, p *program, args []string) int {
			return i.run(ctx, p, args[0])
		}
	},
}

// importArgs are the flags of the verb import.
type importArgs struct {
	bureau  string
	options intake.Options
	json    bool
}

// importJSON is what `tetsuzuki import --json` prints.
type importJSON struct {
	Upload int64                 `json:"upload"` // reception number
	File   string                `json:"file"`
	SHA256 string                `json:"sha256"`
	State  registry.UploadState  `json:"state"`
	Counts registry.UploadCounts `json:"counts"`
	Change int64                 `json:"change,omitempty"` // what it wrote; absent: nothing
	Asked  *askedJSON            `json:"asked,omitempty"`  // what is to be answered first; absent: nothing
	Report *importer.Report      `json:"report"`           // without its records
}

func (i importArgs) run(ctx context.Context, p *program, path string) int {
	f, err := os.Open(path)
	if err != nil {
		fmt.Fprintf(p.err, "ファイル「%s」を読めません: %v\n", path, err)
		return exitUnreadable
	}
	defer f.Close()
	status := exitOK
	if failed := p.use(ctx, func(o *opened) error {
		if i.bureau != "" {
			b, err := o.store.Bureau(ctx, i.bureau)
			if err != nil {
				return err
			}
			i.options.BureauID = b.ID
		}
		r, err := intake.New(o.store, o.config.MaxUpload).Import(ctx, operator(),
			intake.File{Name: filepath.Base(path), Data: f}, i.options)
		if err != nil {
			if intake.OtherKind(err) {
				status = exitUnreadable
			}
			return err
		}
		switch r.Upload.State {
		case registry.UploadFaulty:
			status = exitWrong
		case registry.UploadUnreadable:
			status = exitUnreadable
		case registry.UploadStaged:
			status = exitWrong
		}
		if i.json {
			return writeJSON(p.out, importJSON{r.Upload.ID, r.Upload.FileName, hex.EncodeToString(r.Upload.SHA256[:]),
				r.Upload.State, r.Upload.Counts, r.Upload.ChangeID, newAskedJSON(r.Asked), r.Report})
		}
		return writeImported(p.out, r)
	}); failed != exitOK && status == exitOK {
		return failed
	}
	return status
}

// writeImported writes the result of an import for people.
func writeImported(w io.Writer, r intake.Result) error {
	switch r.Upload.State {
	case registry.UploadFaulty, registry.UploadUnreadable:
		if err := importer.WriteText(w, r.Report); err != nil {
			return err
		}
		mend := "上のセルを直して、"
		if r.Upload.State == registry.UploadUnreadable {
			mend = "上のとおりにして、"
		}
		_, err := fmt.Fprintf(w, "\n登録していません（受付番号 %d）。%sもう一度取り込んでください。\n", r.Upload.ID, mend)
		return err
	case registry.UploadStaged:
		return writeAsked(w, r)
	case registry.UploadUnchanged:
		_, err := fmt.Fprintf(
			w,
			"登録簿と同じ内容です。何も変わりませんでした（受付番号 %d、%s 手続）。\n",
			r.Upload.ID,
			registry.Thousands(int64(r.Upload.Counts.Unchanged)),
		)
		return err
	}
	c := r.Upload.Counts
	_, err := fmt.Fprintf(
		w,
		"登録しました（受付番号 %d）。新規 %s 手続、変更 %s 手続、変更なし %s 手続、ファイルにない %s 手続（そのまま残っています）。確認 %d 件、参考 %d 件。\n",
		r.Upload.ID,
		registry.Thousands(int64(c.New)),
		registry.Thousands(int64(c.Changed)),
		registry.Thousands(int64(c.Unchanged)),
		registry.Thousands(int64(c.Missing)),
		r.Report.Summary.Warnings,
		r.Report.Summary.Infos,
	)
	return err
}
