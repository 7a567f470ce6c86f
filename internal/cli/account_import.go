package cli

import (
	"context"
	"flag"
	"fmt"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
)

var accountImportVerb = verb{
	name: "account import",
	args: "ファイル", min: 1, max: 1,
	summary:  "一覧のファイル（xlsx、csv）から、アカウントを一度に作ります。直すところがあれば何も作りません。",
	settings: []string{"data"},
	detail: `見出しの行に、名前、ログイン名、役割、局、メールアドレスを書き、1行に1人ずつ書きます（局とメールアドレスは任意）。
はじめのパスワードは一人ずつ作り、一度だけ表示します。--check を付けると、結果を表示するだけで何も変えません。
終了コードは、作れたか新しい人がいなければ 0、直すところがあれば 1 です。
例: tetsuzuki account import 職員.xlsx --check`,
	set: func(fs *flag.FlagSet) action {
		check := fs.Bool("check", false, "結果を表示するだけで、何も変えない")
		return func(ctx context.Context, p *program, args []string) int {
			status := exitOK
			if failed := p.use(ctx, func(o *opened) (err error) {
				status, err = p.importAccounts(ctx, o, args[0], *check)
				return err
			}); failed != exitOK {
				return failed
			}
			return status
		}
	},
}

func (p *program) importAccounts(ctx context.Context, o *opened, path string, check bool) (int, error) {
	lines, err := readList(ctx, path, intake.New(o.store, o.config.MaxUpload).ReadAccountList)
	if err != nil {
		return exitWrong, err
	}
	list, err := auth.CheckAccountList(ctx, o.store, operator(), lines, time.Now())
	if err != nil {
		return exitWrong, err
	}
	for _, line := range list.Lines {
		fmt.Fprintf(p.out, "%s  %s  %s  %s\n", line.State.Label(), line.Place, line.Account.Login, line.Account.Name)
		p.writeFaults(line.Faults)
	}
	fresh, faulty := list.Count(registry.LineNew), list.Count(registry.LineFaulty)
	fmt.Fprintf(p.out, "新規 %d 人、変更なし %d 人、要修正 %d 行\n", fresh, list.Count(registry.LineUnchanged), faulty)
	switch {
	case faulty > 0:
		fmt.Fprint(p.err, "直すところがあるので、何も登録していません。\n")
		return exitWrong, nil
	case check || fresh == 0:
		return exitOK, nil
	}
	issued, err := auth.TakeAccountList(ctx, o.store, operator(), list, false, time.Now())
	if err != nil {
		return exitWrong, err
	}
	fmt.Fprintf(p.out, "%d 人のアカウントを作りました。はじめのパスワードは、今だけ表示します。%s\n", len(issued),
		initialText(issued[0].Account.InitialUntil))
	for _, i := range issued {
		fmt.Fprintf(p.out, "%s  %s  %s\n", i.Account.Login, i.Account.Name, i.Password)
	}
	return exitOK, nil
}
