package cli

import (
	"context"
	"flag"
	"fmt"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

var viewsVerb = verb{
	name:     "views",
	summary:  "共有されている、保存した表示（条件・並び順・列）を表示します。",
	settings: []string{"data"},
	list:     "/views",
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error { return writeViews(ctx, p, o, *asJSON) })
		}
	},
}

func writeViews(ctx context.Context, p *program, o *opened, asJSON bool) error {
	all, err := o.store.SavedViews(ctx, operator())
	if err != nil {
		return err
	}
	list := make([]report.ViewJSON, len(all))
	for i, v := range all {
		list[i] = report.NewViewJSON(v, 0)
	}
	if asJSON {
		return writeJSON(p.out, struct {
			report.SettingsJSON
			Views []report.ViewJSON `json:"views"`
		}{newSettingsJSON(), list})
	}
	p.sayNone(len(list), "共有の、保存した表示")
	for _, v := range list {
		fmt.Fprintf(p.out, "%d  %s  %s  %s  %s\n", v.ID, v.Name, v.Href, v.SetBy, dateTime(v.SetAt))
	}
	return nil
}

var viewsSaveVerb = verb{
	name: "views save",
	args: "名前", min: 1, max: 1,
	summary: "共有の表示を保存します。--view を付けると、その表示に上書きします。",
	detail: "条件は export list と同じです。コマンドで保存した表示は、全員が開けます。\n" +
		"例: tetsuzuki views save 予定年度を過ぎた手続 --plan passed --sort volume --order desc --column platform",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		id := fs.Int64("view", 0, "上書きする表示の`番号`")
		list := fs.String("list", string(registry.CatalogueList), "どの`一覧`か（processes、priorities）")
		asJSON := fs.Bool("json", false, "JSON で出力する")
		filter := addFilter(fs)
		return func(ctx context.Context, p *program, args []string) int {
			f, err := filter()
			if err != nil {
				return p.misuse(err)
			}
			return p.use(ctx, func(o *opened) error {
				v := registry.SavedView{ID: *id, Name: args[0], List: registry.ListName(*list), Query: f.Values().Encode(), Shared: true}
				if _, err := o.store.SaveView(ctx, operator(), v); err != nil {
					return err
				}
				return writeViews(ctx, p, o, *asJSON)
			})
		}
	},
}

var viewsWithdrawVerb = verb{
	name: "views withdraw",
	args: "番号", min: 1, max: 1,
	summary:  "共有の表示を消します。",
	detail:   "例: tetsuzuki views withdraw 3 --reason 使われていないため",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		reason, asJSON := fs.String("reason", "", "`理由`（ほかの人の表示を消すとき）"), fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			id, err := numberOf[int64]("表示", "views", args[0])
			if err != nil {
				return p.misuse(err)
			}
			return p.use(ctx, func(o *opened) error {
				if err := o.store.WithdrawView(ctx, operator(), id, *reason); err != nil {
					return err
				}
				return writeViews(ctx, p, o, *asJSON)
			})
		}
	},
}
