package cli

import (
	"context"
	"flag"
	"fmt"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
)

var proposalsImportVerb = verb{
	name: "proposals import",
	args: "ファイル", min: 1, max: 1,
	summary:  "一覧のファイル（xlsx、csv）から、国への提案を一度に加え、変えます。直すところがあれば何も取り込みません。",
	settings: []string{"data"},
	detail: `見出しの行に、件名（必須）、番号、提案の内容、法令・条項、所管府省、手続の条件、資料のリンク、状態、状態の日、国が示した期日、国の回答を書き、1行に1件ずつ書きます。
番号のある行はその提案を変え、番号のない行は新しい提案です。画面で書き出した一覧を、そのまま直して使えます。
--check を付けると、結果を表示するだけで何も変えません。終了コードは、取り込めたか変わりがなければ 0、直すところがあれば 1 です。
例: tetsuzuki proposals import 提案.xlsx --check`,
	set: func(fs *flag.FlagSet) action {
		check := fs.Bool("check", false, "結果を表示するだけで、何も変えない")
		return func(ctx context.Context, p *program, args []string) int {
			status := exitOK
			if failed := p.use(ctx, func(o *opened) (err error) {
				status, err = p.importProposals(ctx, o, args[0], *check)
				return err
			}); failed != exitOK {
				return failed
			}
			return status
		}
	},
}

func (p *program) importProposals(ctx context.Context, o *opened, path string, check bool) (int, error) {
	lines, err := readList(ctx, path, intake.New(o.store, o.config.MaxUpload).ReadProposalList)
	if err != nil {
		return exitWrong, err
	}
	list, err := o.store.ImportProposals(ctx, operator(), lines, !check)
	if err != nil {
		return exitWrong, err
	}
	for _, line := range list.Lines {
		fmt.Fprintf(p.out, "%s  %s  %s\n", line.State.Label(), line.Place, line.Values["title"])
		p.writeFaults(line.Faults)
	}
	faulty := list.Count(registry.LineFaulty)
	fmt.Fprintf(p.out, "新しい提案 %d、変更した提案 %d、変更のない提案 %d、直すところのある行 %d\n", list.Count(registry.LineNew), list.Count(registry.LineChanged),
		list.Count(registry.LineUnchanged), faulty)
	switch {
	case faulty > 0:
		fmt.Fprint(p.err, "直すところがあるので、何も取り込んでいません。\n")
		return exitWrong, nil
	case list.Taken:
		fmt.Fprintln(p.out, "一覧を取り込みました。")
	}
	return exitOK, nil
}
