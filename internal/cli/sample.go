package cli

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/sample"
	"tetsuzuki/internal/store"
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

// fillSample imports the sample into an empty registry, as any file is imported, and adds its
// accounts. A filling that was interrupted goes on. A registry with anything else in it stays
// as it is.
func fillSample(ctx context.Context, st *store.Store, maxUpload int64, out io.Writer) error {
	state, err := st.SampleState(ctx)
	if err != nil || state.Foreign || len(state.Logins) == len(sample.Accounts) {
		return err
	}
	fmt.Fprintf(out, "登録簿が空なので、架空の %s 手続を取り込みます。\n", registry.Thousands(sample.Total))
	in := intake.New(st, maxUpload)
	n := 0
	if err := sample.Workbooks(ctx, func(w sample.Workbook) error {
		n++
		b, err := st.Bureau(ctx, w.Bureau)
		if err != nil || state.Bureaus[b.ID] {
			return err
		}
		r, err := in.Import(ctx, operator(), intake.File{Name: w.Name, Data: bytes.NewReader(w.Data)},
			intake.Options{BureauID: b.ID, Reason: "サンプル（架空のデータ）", Sample: true})
		if err != nil {
			return err
		}
		if r.Upload.Counts.New != w.Rows {
			return registry.Failed("cli.fillSample", fmt.Errorf("%s: %s, %+v of %d rows", w.Name, r.Upload.State, r.Upload.Counts, w.Rows))
		}
		fmt.Fprintf(out, "  %2d/%d %s %s 手続\n", n, sample.Bureaus(), w.Bureau, registry.Thousands(int64(w.Rows)))
		return nil
	}); err != nil {
		return err
	}
	for _, a := range sample.Accounts {
		if state.Logins[a.Login] {
			continue
		}
		if err := addSampleAccount(ctx, st, a); err != nil {
			return err
		}
	}
	return nil
}

func addSampleAccount(ctx context.Context, st *store.Store, a sample.Account) error {
	account := registry.Account{Login: a.Login, Name: a.Name, Role: a.Role, Sample: true}
	if a.Bureau != "" {
		b, err := st.Bureau(ctx, a.Bureau)
		if err != nil {
			return err
		}
		account.BureauID = b.ID
	}
	hash, err := auth.HashPassword(ctx, sample.Password)
	if err != nil {
		return err
	}
	_, err = st.AddAccount(ctx, operator(), account, hash)
	return err
}

// writeSampleAccounts tells how to sign in to try the service.
func writeSampleAccounts(w io.Writer) {
	fmt.Fprintf(w, "サンプル（架空のデータ）が入っています。次のアカウントで試せます。パスワードはどれも %s です。\n", sample.Password)
	for _, a := range sample.Accounts {
		fmt.Fprintf(w, "  %-16s %s\n", a.Login, a.Name)
	}
}
