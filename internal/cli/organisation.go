package cli

import (
	"context"
	"flag"
	"fmt"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

// partJSON is a bureau before or after a reorganisation.
type partJSON struct {
	Bureau      string   `json:"bureau"`
	Departments []string `json:"departments"` // whose processes it gets; none: all that are left
}

// entryJSON is what is recorded of the organisation.
type entryJSON struct {
	ID      int                        `json:"id"`
	Kind    registry.OrganisationKind  `json:"kind"`
	On      string                     `json:"on"`
	State   registry.OrganisationState `json:"state"`
	Before  []partJSON                 `json:"before"`
	After   []partJSON                 `json:"after"`
	Left    int64                      `json:"left"`
	Waiting int64                      `json:"waiting"`
	report.SetJSON
}

var organisationVerb = verb{
	name:     "organisation",
	summary:  "組織の改正を、履歴とともに表示します。",
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, _ []string) int {
			return p.use(ctx, func(o *opened) error { return writeOrganisation(ctx, p, o, *asJSON) })
		}
	},
}

func writeOrganisation(ctx context.Context, p *program, o *opened, asJSON bool) error {
	all, err := o.store.Organisation(ctx, operator())
	if err != nil {
		return err
	}
	list := make([]entryJSON, len(all))
	for i, e := range all {
		list[i] = entryJSON{e.ID, e.Kind, registry.DateOf(e.On), e.State(time.Now()), newPartsJSON(e.Before), newPartsJSON(e.After),
			e.Left, e.Waiting, report.NewSetJSON(e.Reason, e.Set)}
	}
	if asJSON {
		return writeJSON(p.out, struct {
			report.SettingsJSON
			Organisation []entryJSON `json:"organisation"`
		}{newSettingsJSON(), list})
	}
	for i, e := range all {
		left := ""
		if e.Left > 0 {
			left = fmt.Sprintf("  残り %s 手続（協議中 %s 手続）", registry.Thousands(e.Left), registry.Thousands(e.Waiting))
		}
		fmt.Fprintf(p.out, "%d  %s施行  %s  %s  %s%s  %s%s\n", e.ID, registry.DayText(e.On), e.Kind.Label(), e.Text(), list[i].State.Label(),
			left, e.Set.By, endedText(e.Set))
	}
	return nil
}

func newPartsJSON(parts []registry.BureauPart) []partJSON {
	list := make([]partJSON, len(parts))
	for i, p := range parts {
		list[i] = partJSON{p.Name, append([]string{}, p.Departments...)}
	}
	return list
}

// reorganiseVerb is a verb that records what becomes of bureaus: fill reads its arguments.
func reorganiseVerb(
	kind registry.OrganisationKind,
	args string,
	min, max int,
	summary, detail string,
	flags func(*flag.FlagSet, *registry.Reorganisation) func(r *registry.Reorganisation, bureaus []registry.Bureau, args []string) error,
) verb {
	return verb{
		name: "organisation " + string(kind), args: args, min: min, max: max, summary: summary, detail: detail,
		settings: []string{"data"},
		set: func(fs *flag.FlagSet) action {
			r := registry.Reorganisation{Kind: kind}
			on := dayFlag(fs, "on", "施行`日`（その日からそうなる日、必須）")
			fs.StringVar(&r.Reason, "reason", "", "`理由`（必須）")
			fill := flags(fs, &r)
			asJSON := fs.Bool("json", false, "JSON で出力する")
			return func(ctx context.Context, p *program, args []string) int {
				return p.use(ctx, func(o *opened) error {
					bureaus, err := o.store.Bureaus(ctx)
					if err != nil {
						return err
					}
					r.On = *on
					if err := fill(&r, bureaus, args); err != nil {
						return err
					}
					if _, err := o.store.Reorganise(ctx, operator(), r); err != nil {
						return err
					}
					return writeOrganisation(ctx, p, o, *asJSON)
				})
			}
		},
	}
}

// noFlags is for verbs that need nothing but their arguments.
func noFlags(fill func(*registry.Reorganisation, []registry.Bureau, []string) error) func(
	*flag.FlagSet, *registry.Reorganisation) func(*registry.Reorganisation, []registry.Bureau, []string) error {
	return func(*flag.FlagSet, *registry.Reorganisation) func(*registry.Reorganisation, []registry.Bureau, []string) error {
		return fill
	}
}

// bureausGiven adds the bureaus that it happens to.
func bureausGiven(r *registry.Reorganisation, bureaus []registry.Bureau, names []string) error {
	for _, name := range names {
		b, err := registry.BureauNamed(bureaus, "bureaus", name)
		if err != nil {
			return err
		}
		r.Bureaus = append(r.Bureaus, b.ID)
	}
	return nil
}

var organisationAddVerb = reorganiseVerb(registry.BureauAdded, "局の名前", 1, 1, "局を新設します。", "",
	func(fs *flag.FlagSet, r *registry.Reorganisation) func(*registry.Reorganisation, []registry.Bureau, []string) error {
		fs.BoolVar(&r.External, "external", false, "都の外の組織")
		return func(r *registry.Reorganisation, _ []registry.Bureau, args []string) error {
			r.Name = args[0]
			return nil
		}
	})

var organisationRenameVerb = reorganiseVerb(registry.BureauRenamed, "局 新しい名前", 2, 2, "局の名前を変えます。", "",
	noFlags(func(r *registry.Reorganisation, bureaus []registry.Bureau, args []string) error {
		r.Name = args[1]
		return bureausGiven(r, bureaus, args[:1])
	}))

var organisationSplitVerb = reorganiseVerb(registry.BureauSplit, "局 できる局…", 3, 50, "局を分割します。手続の所管替えも申し出ます。",
	`例: tetsuzuki organisation split 架空局 架空第一局 "架空第二局：総務部、事業部" --on 2026-04-01 --reason 組織の改正
部を指定しない局を1つだけにします。どの部にも当てはまらない手続は、その局に移ります。`,
	noFlags(func(r *registry.Reorganisation, bureaus []registry.Bureau, args []string) error {
		for _, text := range args[1:] {
			r.Into = append(r.Into, registry.ParseBureauPart(bureaus, r.On, text))
		}
		return bureausGiven(r, bureaus, args[:1])
	}))

var organisationMergeVerb = reorganiseVerb(registry.BureauMerged, "局…", 1, 50,
	"局を、--into の局に統合します（1つの局の引継ぎも）。手続の所管替えも申し出ます。", "",
	func(fs *flag.FlagSet, _ *registry.Reorganisation) func(*registry.Reorganisation, []registry.Bureau, []string) error {
		into := fs.String("into", "", "統合してできる、または引き継ぐ`局`（必須）")
		return func(r *registry.Reorganisation, bureaus []registry.Bureau, args []string) error {
			r.Into = []registry.BureauPart{registry.ParseBureauPart(bureaus, r.On, *into)}
			return bureausGiven(r, bureaus, args)
		}
	})

var organisationCloseVerb = reorganiseVerb(registry.BureauClosed, "局", 1, 1, "手続のない局を廃止します。", "",
	noFlags(bureausGiven))

var organisationMoveVerb = verb{
	name: "organisation move",
	args: "番号 引き継ぐ局…", min: 1, max: 50,
	summary: "組織の改正で移る手続のうち、まだのものの所管替えを申し出ます。",
	detail: `例: tetsuzuki organisation move 3 福祉局 "保健医療局：医療政策部、感染症対策部"
引き継ぐ局は、どの部の手続がどこに移るかを決め直すときにだけ指定します。`,
	settings: []string{"data"},
	set: func(fs *flag.FlagSet) action {
		asJSON := fs.Bool("json", false, "JSON で出力する")
		return func(ctx context.Context, p *program, args []string) int {
			id, err := numberOf[int]("組織の改正", "organisation", args[0])
			if err != nil {
				return p.misuse(err)
			}
			return p.use(ctx, func(o *opened) error {
				bureaus, err := o.store.Bureaus(ctx)
				if err != nil {
					return err
				}
				var into []registry.BureauPart
				for _, text := range args[1:] {
					into = append(into, registry.ParseBureauPart(bureaus, time.Now(), text))
				}
				if _, err := o.store.ProposeMoves(ctx, operator(), id, into); err != nil {
					return err
				}
				return writeOrganisation(ctx, p, o, *asJSON)
			})
		}
	},
}

var organisationWithdrawVerb = withdrawVerb("organisation withdraw", "organisation", "組織の改正", "組織の改正を取りやめます。手続が移る前に限ります。",
	(*store.Store).WithdrawReorganisation, writeOrganisation)
