package cli

import (
	"context"
	"flag"
	"io"
	"path/filepath"
	"strconv"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

var reportPacksVerb = verb{
	name:     "report packs",
	summary:  "調査回の、局ごとの調査票（Excel）と提出一覧、zip を作ります。",
	settings: []string{"data"},
	detail: `調査票には、局の手続、前回の回答、選択肢、確認のお願いと差戻しの指摘、局の数値があります。直して取り込むと、直したセルだけが変わります。
--round には、調査回の名前か番号を指定します。省くと、いま受け付けている調査回です。
--out のフォルダーに、すべてのファイルと、それを 1 つにまとめた zip を書きます。SHA256SUMS にチェックサムがあります。
--bureau を指定すると、その局の調査票だけを書きます。
例: tetsuzuki report packs --round 令和4年度棚卸 --out 調査票`,
	set: func(fs *flag.FlagSet) action {
		round := fs.String("round", "", "`調査回`の名前か番号（既定：いま受け付けているもの）")
		bureau := fs.String("bureau", "", "この`局`（名称かコード）だけ")
		out := fs.String("out", "", "書き出す`フォルダー`。なければ作る。必須")
		return func(ctx context.Context, p *program, _ []string) int {
			if *out == "" {
				return p.misuse(badOut("--out に書き出すフォルダーを指定してください。"))
			}
			return p.use(ctx, func(o *opened) error {
				r, err := roundNamed(ctx, o, *round)
				if err != nil {
					return err
				}
				if *bureau != "" {
					return writePack(ctx, p, o, r, *bureau, *out)
				}
				uploads, err := o.store.Board(ctx, operator(), r)
				if err != nil {
					return err
				}
				board := registry.BoardOf(r, uploads, nil, time.Now())
				return writeFolder(*out, report.PacksName(r), p.out, func(w io.Writer, beside besides) (int, error) {
					return report.WritePacks(ctx, o.store, operator(), board, w, beside)
				})
			})
		}
	},
}

// writePack writes the pack of one bureau into a folder.
func writePack(ctx context.Context, p *program, o *opened, r registry.Round, named, folder string) error {
	b, err := o.store.Bureau(ctx, named)
	if err != nil {
		return err
	}
	path := filepath.Join(folder, report.PackName(r, b.Name))
	if err := makeFolder(folder); err != nil {
		return err
	}
	return p.done(report.WriteFile(path, func(w io.Writer) error {
		return report.WritePack(ctx, o.store, operator(), r, b, w)
	}), "%s に、%sの調査票を書き出しました。", path, b.Name)
}

// roundNamed is the round of a name or an ID; of none, the one that is open.
func roundNamed(ctx context.Context, o *opened, named string) (registry.Round, error) {
	const op = "cli.roundNamed"
	rounds, err := o.store.Rounds(ctx)
	if err != nil {
		return registry.Round{}, err
	}
	id := 0
	if named != "" {
		id = -1
		for _, r := range rounds {
			if r.Name == named || strconv.Itoa(r.ID) == named {
				id = r.ID
			}
		}
	}
	r, err := registry.RoundAsked(rounds, id, time.Now())
	if err == nil && r.ID == 0 {
		err = registry.Errorf(registry.NotFound, op, "調査回はまだありません。「管理」で決めてください。")
	}
	return r, err
}
