package cli

import (
	"context"
	"encoding/hex"
	"flag"
	"fmt"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var verifyVerb = verb{
	name:     "verify",
	summary:  "履歴が書き換えられていないかを確かめます。",
	settings: []string{"data"},
	detail: `変更のつながり（ハッシュ）を計算し直し、版の抜けや重なりも調べます。問題があれば、終了コードは 1 です。
表示される最後のハッシュを別の場所に控えておくと、最後の変更が消されたことも分かります。`,
	set: func(*flag.FlagSet) action {
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				v, err := o.store.Verify(ctx, operator())
				if err != nil {
					return err
				}
				for _, problem := range v.Problems {
					fmt.Fprintln(p.out, problemText(problem))
				}
				if n := len(v.Problems); n > 0 {
					return registry.Errorf(registry.Conflict, "cli.verify", "問題が %d 件見つかりました。バックアップと見比べてください。", n)
				}
				fmt.Fprintf(p.out, "変更 %s 件に問題はありません。最後のハッシュは %s です。\n", thousands(int64(v.Changes)), hex.EncodeToString(v.Head))
				return nil
			})
		}
	},
}

// flaws say what each flaw means.
var flaws = map[store.Flaw]string{
	store.FlawOrder:   "変更のつながりが切れています（変更が消されたか、間に入れられました）",
	store.FlawChange:  "変更の記録（だれが、いつ、なぜ）が書き換えられています",
	store.FlawContent: "変更が書いた内容が、書き換えられています",
	store.FlawMoment:  "版の日時が、変更の日時と合いません",
	store.FlawVersion: "版に抜けか重なりがあります",
	store.FlawVolume:  "判定に使う件数が、年度ごとの件数と合いません",
	store.FlawKeys:    "検索用の値が、手続の名称と合いません",
	store.FlawFile:    "保管しているファイルが、受け付けたものと違います",
}

// problemText says what is wrong, and where.
func problemText(p store.Problem) string {
	s := flaws[p.Flaw]
	if p.ProcessID != 0 {
		s += fmt.Sprintf("　手続 %s", p.ProcessID)
	}
	if p.ChangeID != 0 {
		s += fmt.Sprintf("　変更 %d", p.ChangeID)
	}
	if p.UploadID != 0 {
		s += fmt.Sprintf("　受付番号 %d", p.UploadID)
	}
	return s
}
