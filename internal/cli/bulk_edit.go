package cli

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

var bulkEditVerb = verb{
	name:    "bulk-edit",
	summary: "条件に合う手続を、まとめて編集します（1つの変更になり、取り消せます）。",
	detail: "--preview を付けると、変わる内容を示すだけで、何も書きません。条件は export list と同じです。\n" +
		"例: tetsuzuki bulk-edit --bureau 環境局 --plan passed --set planned_fiscal_year=2027 --reason 計画の改定 --preview",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		fields := map[string]intake.FieldInput{}
		fs.Func("set", "新しい`値`（項目=値。いくつでも。値が空なら消す）", func(text string) error {
			key, value, ok := strings.Cut(text, "=")
			if !ok {
				return &registry.Error{Code: registry.Invalid, Op: "cli.bulkEdit", Field: "set",
					Message: "--set には、項目=値 を指定してください。例：--set platform=jGrants"}
			}
			fields[key] = intake.FieldInput{Text: value}
			return nil
		})
		reason, base := fs.String("reason", "", "`理由`（必須）"), fs.Int64("base", 0, "--preview で示された`版`。そのあとに変わった手続は上書きしない")
		preview, asJSON := fs.Bool("preview", false, "変わる内容だけを示す"), fs.Bool("json", false, "JSON で出力する")
		filter := addFilter(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			f, err := filter()
			if err == nil && len(f.Conditions()) == 0 {
				err = &registry.Error{Code: registry.Invalid, Op: "cli.bulkEdit", Field: "filter",
					Message: "どの手続を編集するかを、条件で指定してください。例：--bureau 環境局"}
			}
			if err != nil {
				return p.misuse(err)
			}
			asked := intake.BulkInput{Filter: f, Fields: fields, Base: *base, Reason: *reason, AtOnce: true, Tell: p.tellStep()}
			return p.use(ctx, func(o *opened) error {
				in := intake.New(o.store, 0)
				if *preview {
					seen, err := in.BulkPreview(ctx, operator(), asked)
					if err != nil {
						return err
					}
					if *asJSON {
						return writeJSON(p.out, report.NewBulkPreviewJSON(seen))
					}
					fmt.Fprintf(p.out, "版 %d　何も書いていません。\n", seen.Base)
					return p.writeBulkRows(ctx, o, seen.Rows)
				}
				e, done, err := in.BulkEdit(ctx, operator(), asked)
				if err != nil {
					return err
				}
				if *asJSON {
					d, err := o.store.BulkDetail(ctx, operator(), e.ID)
					if err != nil {
						return err
					}
					d.Rows = done.Rows
					return writeJSON(p.out, report.NewBulkJSON(d))
				}
				fmt.Fprintf(p.out, "一括編集 %d　%s 手続を編集しました。そのままの手続 %s。\n", e.ID, registry.Thousands(e.Processes), registry.Thousands(e.LeftOut))
				return p.writeBulkRows(ctx, o, done.Rows)
			})
		}
	},
}

// tellStep tells each step of a long write, beside what is printed.
func (p *program) tellStep() store.BulkStep {
	last := ""
	return func(step string, _, all int64) {
		if step == last {
			return
		}
		last = step
		if all > 0 {
			step += fmt.Sprintf("（%s 手続）", registry.Thousands(all))
		}
		fmt.Fprintln(p.err, step+"…")
	}
}

func (p *program) writeBulkRows(ctx context.Context, o *opened, rows []store.BulkRow) error {
	words, err := o.words(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		fmt.Fprintf(p.out, "%s  %s  %s %s  %s %s\n", r.ID, r.Outcome.Label(), r.Bureau, r.ProcedureName,
			strings.Join(words.Changes(r.Fields), "、"), r.Why)
	}
	return nil
}

var bulkEditsVerb = verb{
	name:     "bulk-edits",
	summary:  "一括編集の記録を表示します。",
	settings: []string{"data"},
	list:     "/bulk-edits",
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				all, err := o.store.BulkEdits(ctx, operator())
				if err != nil {
					return err
				}
				list := make([]report.BulkJSON, len(all))
				for i, e := range all {
					list[i] = report.NewBulkJSON(store.BulkDetail{BulkEdit: e})
				}
				if *asJSON {
					return writeJSON(p.out, map[string]any{"bulk_edits": list})
				}
				p.sayNone(len(all), "一括編集")
				for _, e := range all {
					fmt.Fprintf(p.out, "%d  %s  %s  %s 手続  %s  %s\n", e.ID, dateTime(e.At), e.StateLabel(), registry.Thousands(e.Processes), e.Actor,
						e.Reason)
				}
				return nil
			})
		}
	},
}

var bulkEditUndoVerb = verb{
	name: "bulk-edit undo",
	args: "番号", min: 1, max: 1,
	summary:  "一括編集を取り消します。その後に変わった手続はそのままです。",
	detail:   "例: tetsuzuki bulk-edit undo 3 --reason 値の誤り",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		reason, asJSON := fs.String("reason", "", "`理由`（必須）"), fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			id, err := numberOf[int64]("一括編集", "bulk-edits", args[0])
			if err != nil {
				return p.misuse(err)
			}
			return p.use(ctx, func(o *opened) error {
				n, _, err := o.store.UndoBulkEdit(ctx, operator(), store.BulkDecision{ID: id, Reason: *reason, AtOnce: true, Tell: p.tellStep()})
				if err != nil {
					return err
				}
				if *asJSON {
					return writeJSON(p.out, map[string]any{"bulk_edit": id, "counts": n})
				}
				fmt.Fprintf(p.out, "元に戻したもの %s 手続、そのまま残したもの %s 手続です。\n", registry.Thousands(int64(n.PutBack)),
					registry.Thousands(int64(n.Kept)))
				return nil
			})
		}
	},
}
