package cli

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

var planVerb = verb{
	name:    "plan",
	summary: "何を次にデジタル化するかを計画します（--save で保存）。",
	detail: `例: tetsuzuki plan --objective soonest --rate 70 --save "3年で70％"
対象のうち実施済でない手続から、局と年度ごとの人日、国の法令、申請基盤、局の予定の年度を守って選びます。
手続一覧と同じ条件（--bureau、--group など）を付けると、その手続だけの計画になり、目標もその手続で数えます。
仮定（工数、人日、年度）は --assumptions の JSON ファイルで変えられます。中身は plan --json の assumptions と同じ形で、
省いたものは、はじめの仮定のままです。`,
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		objective := fs.String("objective", string(plan.Soonest), "`目的`：soonest（目標に最も早く届く）、cases（件数）、hours（減る時間）")
		target := fs.String("target", "", "`目標`の名前（既定：期間中の最初の目標）")
		rate := fs.String("rate", "", "目標の代わりの`率`（％）")
		year := fs.Int("by", 0, "その率にどの`年度`の終わりまでに届くか（既定：計画の最後の年度）")
		file := fs.String("assumptions", "", "仮定の JSON `ファイル`")
		save := fs.String("save", "", "この`名前`で保存する")
		note := fs.String("note", "", "保存する計画の`メモ`")
		asOf, filter, every := asOfFlag(fs), addConditions(fs, store.ConditionParameters.Names()), everyFlag(fs)
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				f, err := filter()
				if err != nil {
					return err
				}
				of := store.ConditionParameters.Values(f).Encode()
				b, err := o.store.PlanBasis(ctx, operator(), *asOf, of)
				if err != nil {
					return err
				}
				d := store.PlanDraft{Name: *save, Note: *note, AsOf: *asOf, Wish: plan.Wish{Filter: of, Objective: plan.Objective(*objective),
					Target: *target, GoalYear: *year, Assumptions: b.Defaults()}}
				if *rate != "" {
					if d.Wish.GoalRate, err = registry.ParsePercent("cli.plan", "rate", "目標の率", "70", *rate); err != nil {
						return err
					}
				}
				if err := readAssumptions(*file, &d.Wish.Assumptions); err != nil {
					return err
				}
				made, err := plan.Make("cli.plan", b, d.Wish, nil)
				if err != nil {
					return err
				}
				saved := store.SavedPlan{Name: *save, Note: *note, Wish: d.Wish, Outcome: &made, Computed: true,
					Made: registry.Attribution{At: made.AsOf, Actor: operator().Actor}}
				if *save != "" {
					if saved.ID, err = o.store.AddPlan(ctx, operator(), d, &made); err != nil {
						return err
					}
				}
				return o.tellPlan(ctx, p.out, saved, nil, nil, *asJSON, *every)
			})
		}
	},
}

// readAssumptions reads those that a file names; the others stay as they are.
func readAssumptions(file string, a *plan.Assumptions) error {
	if file == "" {
		return nil
	}
	wrong := func(err error) error {
		return &registry.Error{Code: registry.Invalid, Op: "cli.plan", Field: "assumptions", Err: err,
			Message: fmt.Sprintf("仮定のファイル「%s」を JSON として読めません。例：{\"capacity_days\": 1500}", file)}
	}
	f, err := os.Open(file)
	if err != nil {
		return wrong(err)
	}
	defer f.Close()
	in := json.NewDecoder(f)
	in.DisallowUnknownFields()
	if err := in.Decode(a); err != nil {
		return wrong(err)
	}
	return nil
}

var planListVerb = verb{
	name:     "plan list",
	summary:  "保存した計画の一覧を、新しい順に表示します。",
	settings: []string{"data"},
	list:     "/plans",
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error {
				all, err := o.store.Plans(ctx, operator())
				if err != nil {
					return err
				}
				if *asJSON {
					return writeJSON(p.out, report.NewPlanListJSON(time.Now(), all))
				}
				p.sayNone(len(all), "計画")
				for _, saved := range all {
					fmt.Fprintf(p.out, "%d  %s  %s  %s\n", saved.ID, saved.Name, saved.Wish.Objective.Label(), dateTime(saved.Made.At))
				}
				return nil
			})
		}
	},
}

// planGivenVerb is a verb about one saved plan.
func planGivenVerb(name, summary string, asks bool, do func(ctx context.Context, o *opened, id int64, reason string) error) verb {
	return verb{
		name: name,
		args: "番号", min: 1, max: 1,
		summary:  summary,
		settings: []string{"data"},
		set: func(fs *flag.FlagSet) action {
			asJSON, every := fs.Bool("json", false, "JSON で出力する"), everyFlag(fs)
			var reason string
			if asks {
				fs.StringVar(&reason, "reason", "", "`理由`（必須）")
			}
			return func(ctx context.Context, p *program, args []string) int {
				return p.use(ctx, func(o *opened) error {
					id, err := registry.ParseWhole("cli.plan", "plan", "計画の番号", "1", args[0])
					if err != nil {
						return err
					}
					if err := do(ctx, o, id, reason); err != nil {
						return err
					}
					saved, err := o.store.Plan(ctx, operator(), id)
					if err != nil {
						return err
					}
					adoptions, now, err := o.store.Adoptions(ctx, operator(), id)
					if err != nil {
						return err
					}
					return o.tellPlan(ctx, p.out, saved, adoptions, now, *asJSON, *every)
				})
			}
		},
	}
}

var (
	planShowVerb = planGivenVerb("plan show", "保存した計画を表示します。", false,
		func(context.Context, *opened, int64, string) error { return nil }).of("/plans/:id/processes")
	planAdoptVerb = planGivenVerb("plan adopt", "計画を採用し、手続の予定の年度を書き換えて、局に知らせます。", true,
		func(ctx context.Context, o *opened, id int64, reason string) error {
			return o.store.AdoptPlan(ctx, operator(), id, reason)
		})
	planUndoVerb = planGivenVerb("plan undo", "計画の採用を取り消し、予定の年度を元に戻します。", true,
		func(ctx context.Context, o *opened, id int64, reason string) error {
			_, err := o.store.UndoAdoption(ctx, operator(), id, reason)
			return err
		})
	planWithdrawVerb = planGivenVerb("plan withdraw", "計画を取りやめます。", true,
		func(ctx context.Context, o *opened, id int64, reason string) error {
			return o.store.WithdrawPlan(ctx, operator(), id, reason)
		})
)

var planCompareVerb = verb{
	name: "plan compare",
	args: "番号 番号", min: 2, max: 2,
	summary:  "2つの計画を比べます。",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			return p.use(ctx, func(o *opened) error {
				var two [2]store.SavedPlan
				for i, text := range args {
					id, err := registry.ParseWhole("cli.plan", "plan", "計画の番号", "1", text)
					if err != nil {
						return err
					}
					if two[i], err = o.store.Plan(ctx, operator(), id); err != nil {
						return err
					}
					if two[i].Outcome == nil {
						return registry.Errorf(registry.Conflict, "cli.plan", "計画「%s」には、まだ結果がありません。", two[i].Name)
					}
				}
				c := plan.Compare(*two[0].Outcome, *two[1].Outcome)
				rows, err := o.store.ComparedProcesses(ctx, operator(), *two[0].Outcome, c)
				if err != nil {
					return err
				}
				if *asJSON {
					return writeJSON(p.out, report.NewPlanComparisonJSON(two[0], two[1], c, rows))
				}
				fmt.Fprintf(p.out, "%s と %s\n", two[0].Name, two[1].Name)
				for _, d := range c.Days {
					fmt.Fprintf(p.out, "  %s  %10s  %10s\n", d.Day, doneBy(d.A), doneBy(d.B))
				}
				_, err = fmt.Fprintf(p.out, "1つ目だけの手続 %s、2つ目だけの手続 %s、年度が違う手続 %s、同じ手続 %s\n", registry.Thousands(c.OnlyA),
					registry.Thousands(c.OnlyB), registry.Thousands(c.Otherwise), registry.Thousands(c.Same))
				return err
			})
		}
	},
}

// doneBy is how many processes are done by a day.
func doneBy(p *plan.Point) string {
	if p == nil {
		return "—"
	}
	return registry.Thousands(p.With)
}

// everyFlag declares the flag for all processes of a plan.
func everyFlag(fs *flag.FlagSet) *bool {
	return fs.Bool("processes", false, "計画の手続をすべて表示する（既定は、はじめの 10 手続）")
}

// mostPlanned is how many processes of a plan are told without that flag.
const mostPlanned = 10

// tellPlan writes a plan with its processes, as JSON all of them.
func (o *opened) tellPlan(ctx context.Context, w io.Writer, saved store.SavedPlan, adoptions []registry.Adoption, now store.AdoptionFates,
	asJSON, every bool) error {
	var rows []store.PlannedProcess
	if saved.Outcome != nil {
		var err error
		if rows, err = o.store.PlanProcesses(ctx, operator(), *saved.Outcome); err != nil {
			return err
		}
	}
	if asJSON {
		return writeJSON(w, report.NewPlanDetailJSON(saved, rows, adoptions, now))
	}
	if err := writePlan(w, saved); err != nil {
		return err
	}
	for i, r := range rows {
		if i == mostPlanned && !every {
			_, err := fmt.Fprintf(w, "  ほか %s 手続（--processes ですべて表示します）\n", registry.Thousands(int64(len(rows)-i)))
			return err
		}
		if _, err := fmt.Fprintf(w, "  %s  %s  %s  %s  %s 人日\n", registry.EraYear(r.FiscalYear), r.ID, r.BureauName,
			strings.TrimSpace(r.ProcedureName+" "+r.ProcessName), registry.Thousands(r.Effort)); err != nil {
			return err
		}
	}
	return nil
}

func writePlan(w io.Writer, saved store.SavedPlan) error {
	var b strings.Builder
	fmt.Fprintf(&b, "計画「%s」（%s）\n", saved.Name, saved.Wish.Objective.Label())
	if saved.ID == 0 {
		b.Reset()
		fmt.Fprintf(&b, "計画（%s）\n", saved.Wish.Objective.Label())
	}
	if of := conditionFlags(saved.Wish.Filter); of != "" {
		fmt.Fprintf(&b, "  手続 %s\n", of)
	}
	o := saved.Outcome
	switch {
	case saved.Problem != "":
		fmt.Fprintf(&b, "  計算できませんでした：%s\n", saved.Problem)
	case o == nil:
		b.WriteString("  計算しています。\n")
	default:
		planText(&b, *o)
	}
	if saved.Adoption != "" {
		fmt.Fprintf(&b, "  %s\n", saved.Adoption.Label())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// conditionFlags are the conditions of a filter as flags.
func conditionFlags(filter string) string {
	values, _ := url.ParseQuery(filter) // our own text
	var flags []string
	for _, name := range store.ConditionParameters.Names() {
		for _, v := range values[name] {
			flags = append(flags, "--"+strings.ReplaceAll(name, "_", "-")+" "+v)
		}
	}
	return strings.Join(flags, " ")
}

func planText(b *strings.Builder, o plan.Outcome) {
	fmt.Fprintf(b, "  %s時点、集計の規則 %s、方法 %s。対象 %s 手続、実施済 %s 手続、件数が不明 %s 手続\n", dateTime(o.AsOf), o.RuleVersion, o.Method,
		registry.Thousands(o.InScope), registry.Thousands(o.Done), registry.Thousands(o.Unknown.CasesUnknown))
	if o.Goal != nil {
		fmt.Fprintf(b, "  目標「%s」（%sまで）：%s 手続のうち %s 手続。今は %s 手続\n", o.Goal.Name, o.Goal.Day, registry.Thousands(o.Goal.Of),
			registry.Thousands(o.Goal.Goal), registry.Thousands(o.Goal.Done))
	}
	if told := o.Told(); told != "" {
		fmt.Fprintf(b, "  %s。\n", told)
	}
	sure := "これよりよい計画はありません"
	if !o.Exact {
		sure = fmt.Sprintf("よりよい計画があっても、%s まで", registry.Thousands(int64(o.Bound)))
	}
	fmt.Fprintf(b, "  値 %s %s（%s）\n", registry.Thousands(int64(o.Value)), o.Objective.Unit(), sure)
	for _, y := range o.Years {
		fmt.Fprintf(b, "  %s  %s／%s 人日  %s 手続（年間 %s 件）\n", registry.EraYear(y.FiscalYear), registry.Thousands(y.Effort),
			registry.Thousands(y.Capacity), registry.Thousands(y.Processes), registry.Thousands(y.Cases))
	}
}
