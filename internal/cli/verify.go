package cli

import (
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var verifyVerb = verb{
	name:     "verify",
	summary:  "履歴が書き換えられていないかを確かめます。",
	settings: []string{"data"},
	detail: `変更のつながり（ハッシュ）を計算し直し、版の抜けや重なりも調べます。
公表値は、その時点の数値を計算し直して、記録と見比べます。問題があれば、終了コードは 1 です。
表示される最後のハッシュを別の場所に控えておくと、最後の変更が消されたことも分かります。`,
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				v, err := o.store.Verify(ctx, operator())
				if err != nil {
					return err
				}
				if *asJSON {
					if err := writeJSON(p.out, newVerificationJSON(v)); err != nil {
						return err
					}
				} else {
					for _, problem := range v.Problems {
						fmt.Fprintln(p.out, problemText(problem))
					}
				}
				if n := len(v.Problems); n > 0 {
					return registry.Errorf(registry.Conflict, "cli.verify", "問題が %d 件見つかりました。バックアップと見比べてください。", n)
				}
				if *asJSON {
					return nil
				}
				if len(v.OtherRules) > 0 {
					fmt.Fprintf(p.out, "公表値 %d 件は、集計の規則がこのプログラムと違うため、数値を計算し直していません（番号 %s）。\n", len(v.OtherRules), joined(v.OtherRules))
				}
				if v.Changes == 0 {
					fmt.Fprintln(p.out, "変更はまだありません。")
					return nil
				}
				fmt.Fprintf(p.out, "変更 %s 件に問題はありません%s。最後のハッシュは %s です。\n", registry.Thousands(int64(v.Changes)), published(v.Snapshots-len(v.OtherRules)), hex.EncodeToString(v.Head))
				return nil
			})
		}
	},
}

// verificationJSON is the outcome for programs.
type verificationJSON struct {
	Changes       int           `json:"changes"`
	Snapshots     int           `json:"snapshots"`
	NotRecomputed []int64       `json:"snapshots_not_recomputed"` // they follow definitions that this program does not know
	Head          string        `json:"head"`                     // the hash of the last change; empty: there is none
	Problems      []problemJSON `json:"problems"`
}

// problemJSON is one problem; numbers that do not apply are left out.
type problemJSON struct {
	Flaw      store.Flaw `json:"flaw"`
	Message   string     `json:"message"`
	ChangeID  int64      `json:"change_id,omitempty"`
	ProcessID string     `json:"process_id,omitempty"`
	UploadID  int64      `json:"upload_id,omitempty"`

	SnapshotID  int64                 `json:"snapshot_id,omitempty"`
	Differences []progress.Difference `json:"differences,omitempty"` // of figures
}

func newVerificationJSON(v store.Verification) verificationJSON {
	j := verificationJSON{Changes: v.Changes, Snapshots: v.Snapshots, NotRecomputed: append([]int64{}, v.OtherRules...), Head: hex.EncodeToString(v.Head), Problems: make([]problemJSON, len(v.Problems))}
	for i, p := range v.Problems {
		j.Problems[i] = problemJSON{Flaw: p.Flaw, Message: flaws[p.Flaw], ChangeID: p.ChangeID, UploadID: p.UploadID,
			SnapshotID: p.SnapshotID, Differences: p.Differences}
		if p.ProcessID != 0 {
			j.Problems[i].ProcessID = p.ProcessID.String()
		}
	}
	return j
}

// flaws say what each flaw means.
var flaws = map[store.Flaw]string{
	store.FlawOrder:   "変更のつながりが切れています（変更が消されたか、間に入れられました）",
	store.FlawChange:  "変更の記録（だれが、いつ、なぜ）が書き換えられています",
	store.FlawContent: "変更が書いた内容が、書き換えられています",
	store.FlawMoment:  "版の日時が、変更の日時と合いません",
	store.FlawVersion: "版に抜けか重なりがあるか、手続が取消しによらずになくなっています",
	store.FlawVolume:  "判定に使う件数が、年度ごとの件数と合いません",
	store.FlawKeys:    "検索用の値が、手続の名称と合いません",
	store.FlawFile:    "保管しているファイルが、受け付けたものと違います",

	store.FlawSnapshot: "公表値の記録が書き換えられたか、消されたか、加えられています",
	store.FlawStood:    "公表値のもとになった変更が、記録と違います",
	store.FlawFigures:  "公表値が、その時点の数値を計算し直した結果と違います",
}

// published tells of the snapshots that nothing is wrong with.
func published(snapshots int) string {
	if snapshots == 0 {
		return ""
	}
	return fmt.Sprintf("（公表値 %d 件も、計算し直した数値と一致しました）", snapshots)
}

// shownDifferences is how many figures of a snapshot are told to people.
const shownDifferences = 5

func orNone(value string) string {
	if value == "" {
		return "なし"
	}
	return value
}

func joined(numbers []int64) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return strings.Join(texts, "、")
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
	if p.SnapshotID != 0 {
		s += fmt.Sprintf("　公表値 %d", p.SnapshotID)
	}
	for i, d := range p.Differences {
		if i == shownDifferences {
			s += fmt.Sprintf("\n    ほか %d か所", len(p.Differences)-i)
			break
		}
		s += fmt.Sprintf("\n    %s　記録 %s　計算し直した値 %s", d.Path, orNone(d.Recorded), orNone(d.Computed))
	}
	return s
}
