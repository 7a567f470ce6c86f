package cli

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

// help answers `tetsuzuki help [VERB]`.
func (p *program) help(args []string) int {
	if len(args) == 0 {
		writeOverview(p.out)
		return exitOK
	}
	if v, _, ok := findVerb(args); ok {
		writeHelp(p.out, v)
		return exitOK
	}
	if subs := verbsUnder(args[0]); len(subs) > 0 {
		writeList(p.out, subs)
		return exitOK
	}
	fmt.Fprintf(p.err, "動詞「%s」はありません。「tetsuzuki help」で一覧を見られます。\n", args[0])
	return exitUsage
}

func writeOverview(w io.Writer) {
	fmt.Fprint(w, "手続レジストリ — 行政手続の棚卸から、優先順位と進捗の報告まで。\n\n使い方: tetsuzuki 動詞 [オプション] …\n\n")
	writeList(w, verbs())
	fmt.Fprint(w, `
「tetsuzuki help 動詞」で、動詞ごとの詳しい説明を見られます。
終了コード: 0 成功、1 できなかった、2 使い方または設定の誤り。

設定（環境変数）:
`)
	for _, s := range settings {
		fmt.Fprintf(w, "  %s\n      %s", s.env, s.help)
		if s.standard != "" {
			fmt.Fprintf(w, "（初期値 %s）", s.standard)
		}
		if s.secret {
			fmt.Fprintf(w, "。%s_FILE にファイル名を指定すると、中身を使います", s.env)
		}
		fmt.Fprintln(w)
	}
}

func writeList(w io.Writer, list []verb) {
	fmt.Fprintln(w, "動詞:")
	for _, v := range list {
		fmt.Fprintf(w, "  %-16s %s\n", v.name, v.summary)
	}
}

func writeHelp(w io.Writer, v verb) {
	fmt.Fprintf(w, "%s\n\n使い方: %s\n", v.summary, v.usage())
	fs := flag.NewFlagSet(v.name, flag.ContinueOnError)
	v.withFile(fs)
	addSettings(fs, v.settings)
	title := "\nオプション:\n"
	fs.VisitAll(func(f *flag.Flag) {
		placeholder, text := flag.UnquoteUsage(f)
		if isSwitch(f) {
			placeholder = ""
		}
		fmt.Fprintf(w, "%s  --%s\n      %s", title, strings.TrimSpace(f.Name+" "+placeholder), text)
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" {
			fmt.Fprintf(w, "（初期値 %s）", f.DefValue)
		}
		fmt.Fprintln(w)
		title = ""
	})
	if v.detail != "" {
		fmt.Fprintf(w, "\n%s\n", strings.TrimSpace(v.detail))
	}
	fmt.Fprintln(w, "\n終了コード: 0 成功、1 できなかった、2 使い方または設定の誤り。")
}
