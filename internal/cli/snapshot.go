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
	list:     "/snapshots",
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
				p.sayNone(len(all), "公表値")
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

var snapshotCompareVerb = verb{
	name: "snapshot compare",
	args: "番号 [番号]", min: 1, max: 2,
	summary:  "2つの公表値の違いを表示します。",
	settings: []string{"data"},
	detail: `2つ目の番号を省くと、今の数値と比べます。
例: tetsuzuki snapshot compare 1 2`,
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				from, err := snapshotGiven(ctx, o, args[0])
				if err != nil {
					return err
				}
				to := store.Snapshot{Name: "今"}
				if len(args) > 1 {
					to, err = snapshotGiven(ctx, o, args[1])
				} else {
					to.Figures, err = o.store.Figures(ctx, operator(), time.Time{})
				}
				if err != nil {
					return err
				}
				between := progress.BetweenOf(from.Figures, to.Figures)
				if *asJSON {
					return writeJSON(p.out, between)
				}
				writeBetween(p, from, to, between)
				return nil
			})
		}
	},
}

// snapshotGiven is the snapshot of a number.
func snapshotGiven(ctx context.Context, o *opened, text string) (store.Snapshot, error) {
	id, err := registry.ParseWhole("cli.snapshot", "snapshot", "公表値の番号", "1", text)
	if err != nil {
		return store.Snapshot{}, err
	}
	return o.store.Snapshot(ctx, operator(), id)
}

func writeBetween(p *program, from, to store.Snapshot, b progress.Between) {
	fmt.Fprintf(p.out, "%s → %s\n", from.Name, to.Name)
	for _, r := range b.Rates {
		fmt.Fprintf(p.out, "%s  %s → %s  %s\n", r.Label, percentText(r.From), percentText(r.To), r.Points)
	}
	for _, n := range b.Numbers {
		fmt.Fprintln(p.out, numberText(n))
	}
	for _, bureau := range b.Bureaus {
		fmt.Fprintf(p.out, "%s\n", bureau.Bureau)
		for _, n := range bureau.Numbers {
			fmt.Fprintln(p.out, "  "+numberText(n))
		}
	}
}

// percentText is a rate as a percentage; a dash where there is nothing to divide by.
func percentText(r progress.Rate) string {
	if r.Denominator == 0 {
		return r.Percent
	}
	return r.Percent + " %"
}

func numberText(n progress.NumberBetween) string {
	return fmt.Sprintf("%s  %s → %s  %+d", n.Label, registry.Thousands(n.From), registry.Thousands(n.To), n.Difference)
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
	return fmt.Sprintf("%d  %s%s  %s時点  デジタル化率 %s（%s ÷ %s）  %s  %s", s.ID, s.Name, state, dateTime(s.AsOf), r.Process.Text(),
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
