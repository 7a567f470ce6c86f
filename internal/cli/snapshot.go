package cli

import (
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var snapshotListVerb = verb{
	name:     "snapshot list",
	summary:  "公表値の一覧を、時点の新しい順に表示します。",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				all, err := o.store.Snapshots(ctx, operator())
				if err != nil {
					return err
				}
				if *asJSON {
					list := make([]snapshotJSON, len(all))
					for i, s := range all {
						list[i] = newSnapshotJSON(s)
					}
					return writeJSON(p.out, list)
				}
				if len(all) == 0 {
					fmt.Fprintln(p.err, "公表値はまだありません。")
				}
				for _, s := range all {
					fmt.Fprintln(p.out, snapshotText(s))
				}
				return nil
			})
		}
	},
}

var snapshotAddVerb = verb{
	name: "snapshot add",
	args: "名前", min: 1, max: 1,
	summary:  "進捗の数値を、公表値として記録します。",
	settings: []string{"data"},
	detail: `記録した公表値は、書き換えも削除もできません。訂正は --replaces と --reason を付けて、新しく記録します。
例: tetsuzuki snapshot add "令和3年度 第3四半期" --as-of 2021-12-31`,
	set: func(fs *flag.FlagSet) action {
		var d store.SnapshotDraft
		fs.StringVar(&d.Note, "note", "", "`メモ`")
		fs.Int64Var(&d.Replaces, "replaces", 0, "訂正する公表値の`番号`")
		fs.StringVar(&d.Reason, "reason", "", "訂正の`理由`")
		asOf, asJSON := asOfFlag(fs), fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				d.Name, d.AsOf = args[0], *asOf
				s, err := o.store.AddSnapshot(ctx, operator(), d)
				if err != nil {
					return err
				}
				if *asJSON {
					return writeJSON(p.out, newSnapshotJSON(s))
				}
				fmt.Fprintf(p.out, "公表値を記録しました。\n%s\n", snapshotText(s))
				return nil
			})
		}
	},
}

// snapshotText is a snapshot in one line.
func snapshotText(s store.Snapshot) string {
	state := ""
	switch {
	case s.ReplacedBy != 0:
		state = fmt.Sprintf("（%d に訂正）", s.ReplacedBy)
	case s.Replaces != 0:
		state = fmt.Sprintf("（%d の訂正）", s.Replaces)
	}
	r := s.Figures.Rates
	return fmt.Sprintf("%d  %s%s  %s時点  デジタル化率 %s %%（%s ÷ %s）  %s  %s", s.ID, s.Name, state, dateTime(s.AsOf), r.Process.Percent,
		registry.Thousands(r.Process.Numerator), registry.Thousands(r.Process.Denominator), s.Recorded.Actor, hex.EncodeToString(s.Hash))
}

// snapshotJSON is a snapshot for programs.
type snapshotJSON struct {
	Snapshot   int64            `json:"snapshot"`
	Name       string           `json:"name"`
	Note       string           `json:"note"`
	AsOf       time.Time        `json:"as_of"`
	RecordedAt time.Time        `json:"recorded_at"`
	RecordedBy string           `json:"recorded_by"`
	Replaces   int64            `json:"replaces,omitempty"`
	Reason     string           `json:"reason,omitempty"`
	ReplacedBy int64            `json:"replaced_by,omitempty"`
	Program    string           `json:"program"`
	Change     int64            `json:"change"`
	Hash       string           `json:"hash"`
	Figures    progress.Figures `json:"figures"`
}

func newSnapshotJSON(s store.Snapshot) snapshotJSON {
	return snapshotJSON{
		Snapshot:   s.ID,
		Name:       s.Name,
		Note:       s.Note,
		AsOf:       s.AsOf.In(registry.Tokyo),
		RecordedAt: s.Recorded.At.In(registry.Tokyo),
		RecordedBy: s.Recorded.Actor,
		Replaces:   s.Replaces,
		Reason:     s.Reason,
		ReplacedBy: s.ReplacedBy,
		Program:    s.Program,
		Change:     s.ChangeID,
		Hash:       hex.EncodeToString(s.Hash),
		Figures:    s.Figures,
	}
}
