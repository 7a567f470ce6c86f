package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

var exportProgressVerb = verb{
	name:     "export progress",
	summary:  "進捗報告（Excel）を書き出します。",
	settings: []string{"data"},
	detail: `表紙、概要、推移、対象の内訳、局別、手続群、重点手続、判定不能、国の法令、見込み、計画、全手続、コード表などのシートです。
概要と局別の数値は「全手続」シートからの数式で、図はセルから描かれます。
同じ名前のファイルがあれば、書き終えてから置き換えます。
例: tetsuzuki export progress --out 進捗.xlsx --as-of 2022-12-31`,
	set: func(fs *flag.FlagSet) action {
		out := fs.String("out", "", "書き出す`ファイル`（.xlsx）。必須")
		asOf := asOfFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			if strings.ToLower(filepath.Ext(*out)) != ".xlsx" {
				return p.misuse(badOut("--out に、.xlsx で終わるファイル名を指定してください。"))
			}
			return p.use(ctx, func(o *opened) error {
				err := report.WriteFile(*out, func(w io.Writer) error {
					return report.WriteProgress(ctx, o.store, operator(), report.ProgressQuestion{To: *asOf}, w)
				})
				if err == nil {
					fmt.Fprintf(p.out, "%s に書き出しました。\n", *out)
				}
				return err
			})
		}
	},
}

var exportListVerb = verb{
	name:     "export list",
	summary:  "手続の一覧を Excel、CSV、JSON、JSON Lines で書き出します。",
	settings: []string{"data"},
	detail: `列は棚卸の様式と同じで、直してそのまま取り込めます。条件は API の GET /api/v1/processes と同じです。
JSON と JSON Lines（.jsonl、1行に1件）は API と同じ項目です。CSV は UTF-8（BOM 付き）、改行は CRLF です。表計算ソフトが数式とみなす文字（= + - @ と、その全角）で始まるセルは、
先頭に ' を付けます（取り込むと外れます）。数字（-5、+1 も）・日付・手続ID は変わりません。
--encoding cp932 にない文字は、形の似た文字（〜を～ など）か〓にして、どのセルかを知らせます。
例: tetsuzuki export list --out 環境局.xlsx --bureau 環境局 --status planned --status considering`,
	set: func(fs *flag.FlagSet) action {
		file, filter := addListFile(fs, "。必須"), addFilter(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			f, err := filter()
			format := ""
			if err == nil {
				format, err = file.format()
			}
			if err != nil {
				return p.misuse(err)
			}
			return p.use(ctx, func(o *opened) error {
				if err := o.tellUnderstood(ctx, p.err, f.Search); err != nil {
					return err
				}
				return file.write(p, func(w io.Writer) ([]report.Lost, error) {
					return report.WriteList(ctx, o.store, operator(), f, "", format, file.charset, w)
				})
			})
		}
	},
}

func badOut(message string) error {
	return &registry.Error{Code: registry.Invalid, Op: "cli.export", Field: "out", Message: message}
}

// addFilter declares a flag for every parameter of a list, and returns what reads
// them. Cursor and limit are for pages.
func addFilter(fs *flag.FlagSet) func() (store.ProcessFilter, error) {
	return addConditions(fs, store.ProcessParameters.Without("cursor", "limit").Names())
}

// addConditions is addFilter of some of the parameters.
func addConditions(fs *flag.FlagSet, names []string) func() (store.ProcessFilter, error) {
	values := url.Values{}
	for _, name := range names {
		fs.Func(strings.ReplaceAll(name, "_", "-"), filterHelp[name], func(v string) error {
			values.Add(name, v)
			return nil
		})
	}
	return func() (store.ProcessFilter, error) { return store.ParseFilter(values) }
}

// tellUnderstood says what a search was taken for.
func (o *opened) tellUnderstood(ctx context.Context, w io.Writer, search string) error {
	if search == "" {
		return nil
	}
	bureaus, err := o.store.Bureaus(ctx)
	if err != nil {
		return err
	}
	for _, t := range registry.Understand(search, bureaus).Terms {
		fmt.Fprintf(w, "「%s」を%sの「%s」として探しました。", t.Text, t.Kind.Label(), t.Shown)
		for _, r := range t.Otherwise {
			fmt.Fprintf(w, "%sとして探すには --search '%s'。", r.Label(), r.Search)
		}
		fmt.Fprintln(w)
	}
	return nil
}

// filterHelp says what each parameter of a list restricts.
var filterHelp = map[string]string{
	"search":         "画面の検索窓と同じ`言葉`（手続ID、局、法令、条項、ことばを見分け、どう読んだかを知らせます）",
	"q":              "手続名・プロセス名・法令のどれか1つの欄に含まれる`語`（空白で区切ると、同じ欄にすべてを含むもの）",
	"law":            "根拠法令に含まれる`語`",
	"article":        "根拠`条項`（第3条第2項 など）",
	"process_id":     "`手続ID`（いくつでも）",
	"bureau":         "`局`の名称かコード（いくつでも）",
	"status":         "デジタル化`状況`（done、planned など。いくつでも）",
	"type":           "手続`類型`（1、2-1 など。いくつでも）",
	"scope":          "対象`範囲`（in、out、counted）",
	"law_change":     "国の法令改正の`要否`（required、not_required、unknown。いくつでも）",
	"priority":       "重点手続の`判定`（yes、no、undecidable）",
	"cause":          "判定不能の`わけ`（unknown、range、open）",
	"near":           "`yes` で、件数が正確でなく、幅のどこかが基準の ±5 % にあるもの",
	"volume":         "年間件数が分かるか（`known` か unknown）",
	"usage":          "オンライン件数も分かる年度があるか（`known` か unknown）",
	"volume_min":     "年間件数の`下限`",
	"volume_max":     "年間件数の`上限`",
	"planned_year":   "デジタル化予定`年度`（西暦か none。いくつでも）",
	"plan":           "対象で実施済でないものの`予定`（none、passed、ahead）",
	"obstacle":       "未実施の`理由`（0～7 か none。いくつでも）",
	"platform":       "申請`基盤`の名称か none（いくつでも）",
	"doubt":          "確かめたい`わけ`（inexact、unconfirmed、jumped）",
	"digitized_from": "この`日`かそれより後にデジタル化したもの", "digitized_to": "この`日`かそれより前にデジタル化したもの", "group": "この`手続群`だけ（名前か番号）",
	"changed_since": "この`日`より後に変わったもの（例 2022-09-30）",
	"as_of":         "この`日`の終わりの状態で（例 2022-12-31）",
	"organisation":  "--as-of の時点の局（then）か、今の局（now）の`どちら`か",
	"column":        "書き出す`列`（bureau、priority など。いくつでも。省くと様式のすべて）",
	"sort":          "並べ替える`項目`（volume、bureau など）",
	"order":         "並べる`向き`（asc か desc）",
}
