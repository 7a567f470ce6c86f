package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/sample"
	"tetsuzuki/internal/store"
)

// sampleActor is whose name the history has where the sample acts for headquarters.
var sampleActor = registry.Operator("本部担当（サンプル）")

// sampleReason is the reason of each of its acts.
const sampleReason = "サンプル（架空のデータ）"

// sampleLife fills an empty registry with the made-up catalogue on its way through the
// programme: each step on its own day, by the ways that anybody's files and acts go.
type sampleLife struct {
	store *datedStore // on the day of the step
	in    *intake.Intake
	ahead *datedStore // on the day of the file that is read
	life  *sample.Life
	until time.Time // the last moment that it lives
	today bool      // that is now, so that there is a round that is open
	state store.SampleState
	out   io.Writer
	steps []sampleStep
}

// sampleStep is something that happens on a day; it does nothing if it happened before.
type sampleStep struct {
	at    time.Time
	label string
	quiet bool // it is not told of
	do    func(context.Context) error
	file  func() (sample.Workbook, error) // what it imports; then it does nothing else
	// alters is the bureau whose processes it alters, or [noBureau]; empty: any.
	alters string
}

// noBureau is what a step alters that alters no process.
const noBureau = "なし"

// fillSample fills an empty registry with the sample up to a moment (zero: to now), and adds its
// accounts. A filling that was interrupted goes on. A registry with anything else in it stays as
// it is.
func fillSample(ctx context.Context, url string, maxUpload int64, until time.Time, out io.Writer) (err error) {
	l := &sampleLife{life: sample.NewLife(), until: until, today: until.IsZero(), out: out}
	if l.today {
		l.until = time.Now()
	}
	for _, s := range []**datedStore{&l.store, &l.ahead} {
		if *s, err = openDated(ctx, url, l.until); err != nil {
			return err
		}
		defer func() { err = cmp.Or(err, (*s).Close()) }()
	}
	if l.state, err = l.store.SampleState(ctx, sampleActor.Actor); err != nil {
		return err
	}
	if l.state.Foreign || len(l.state.Logins) == len(sample.Accounts) {
		return nil
	}
	l.in = intake.New(l.store.Store, maxUpload)
	for _, id := range l.state.Begun { // when the filling was cut short
		if err := l.in.Discard(ctx, sampleActor, id); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "登録簿が空なので、架空の %s 手続を、2020年9月から順に取り込みます。\n", registry.Thousands(sample.Total))
	l.plan()
	return l.run(ctx)
}

// step adds a step that is told of, if the sample lives to see it.
func (l *sampleLife) step(at time.Time, label string, do func(context.Context) error) {
	l.add(sampleStep{at: at, label: label, do: do})
}

// add adds a step, if the sample lives to see it.
func (l *sampleLife) add(s sampleStep) {
	if s.at.Before(l.until) {
		s.label = registry.DayText(s.at) + " " + s.label
		l.steps = append(l.steps, s)
	}
}

// plan lays the steps out in the order of their days.
func (l *sampleLife) plan() {
	last := len(sample.Accounts) - 1 // the last one tells that the sample is whole
	l.step(sample.First.Begin(), "サンプルのアカウント", func(ctx context.Context) error { return l.accounts(ctx, sample.Accounts[:last]) })
	for q := sample.First; q.Begin().Before(l.until); q++ {
		for _, r := range sample.Reforms {
			if r.On.Equal(q.Begin()) {
				l.step(r.On.Add(9*time.Hour), r.Bureau+"の手続の所管替え", func(ctx context.Context) error { return l.reform(ctx, r) })
			}
		}
		end := q.End().AddDate(0, 0, -10)
		if q.Inventory() {
			// Where headquarters gathers all in one file, it asks no bureau for one.
			if len(senders(q)) > 1 {
				round := registry.Round{Name: fmt.Sprintf("%d年度 棚卸（架空）", q.FiscalYear()), FiscalYear: q.FiscalYear() - 1,
					OpensOn: end.AddDate(0, 0, -30), Deadline: end, Asks: registry.AsksHolders, Note: sampleReason}
				l.step(round.OpensOn, round.Name, func(ctx context.Context) error { return l.round(ctx, round) })
			}
			for i, bureau := range senders(q) {
				// Most are in time, the last ones late.
				at := end.AddDate(0, 0, -26+i).Add(10 * time.Hour)
				label := fmt.Sprintf("%d年度の棚卸：%s", q.FiscalYear(), cmp.Or(bureau, "全局"))
				l.add(sampleStep{at: at, label: label, quiet: q != sample.First && i%10 != 0, alters: bureau,
					file: func() (sample.Workbook, error) { return l.inventory(q, bureau) }})
			}
		} else {
			l.add(sampleStep{at: q.End().AddDate(0, 0, -3).Add(14 * time.Hour), label: q.Label() + "の更新",
				file: func() (sample.Workbook, error) { return l.life.UpdateFile(q) }})
		}
		l.add(sampleStep{at: q.End().Add(-6 * time.Hour), label: q.Label() + "の公表値", alters: noBureau,
			do: func(ctx context.Context) error { return l.publish(ctx, q) }})
	}
	l.planDesk()
	slices.SortStableFunc(l.steps, func(a, b sampleStep) int { return a.at.Compare(b.at) })
	l.step(l.until.Add(-time.Minute), "今の調査回と、残りのアカウント", func(ctx context.Context) error {
		if l.today {
			if err := l.present(ctx); err != nil {
				return err
			}
		}
		return l.accounts(ctx, sample.Accounts[last:])
	})
}

// senders are the bureaus that send their inventory in a quarter. In the years between the first
// and the last one, headquarters gathers all in one file.
func senders(q sample.Quarter) []string {
	if q != sample.First && q.FiscalYear() < 2026 {
		return []string{""}
	}
	return sample.Senders(q)
}

func (l *sampleLife) accounts(ctx context.Context, all []sample.Account) error {
	for _, a := range all {
		if l.state.Logins[a.Login] {
			continue
		}
		account := registry.Account{Login: a.Login, Name: a.Name, Role: a.Role, Sample: true}
		if a.Bureau != "" {
			b, err := l.store.Bureau(ctx, a.Bureau)
			if err != nil {
				return err
			}
			account.BureauID = b.ID
		}
		hash, err := auth.HashPassword(ctx, sample.Password)
		if err != nil {
			return err
		}
		if _, err := l.store.AddAccount(ctx, sampleActor, account, hash); err != nil {
			return err
		}
	}
	return nil
}

func (l *sampleLife) round(ctx context.Context, r registry.Round) error {
	if l.state.Rounds[r.Name] {
		return nil
	}
	_, err := l.store.SaveRound(ctx, sampleActor, r)
	return err
}

// inventory is what a bureau sends.
func (l *sampleLife) inventory(q sample.Quarter, bureau string) (sample.Workbook, error) {
	if q == sample.First {
		return l.life.InventoryFile(q, bureau)
	}
	return l.life.ReturnFile(q, bureau)
}

// publish records the figures of a quarter.
func (l *sampleLife) publish(ctx context.Context, q sample.Quarter) error {
	name := q.Label() + "（架空）"
	if l.state.Snapshots[name] {
		return nil
	}
	_, err := l.store.AddSnapshot(ctx, sampleActor, store.SnapshotDraft{Name: name, Note: sampleReason})
	return err
}

// reform moves the processes of a bureau that ended to those that took over, with the consent of
// both sides.
func (l *sampleLife) reform(ctx context.Context, r sample.Reform) error {
	from, err := l.store.Bureau(ctx, r.Bureau)
	if err != nil {
		return err
	}
	all, err := l.store.Organisation(ctx, sampleActor)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.Left == e.Waiting || e.Before[0].BureauID != from.ID {
			continue
		}
		bureaus, err := l.store.Bureaus(ctx)
		if err != nil {
			return err
		}
		var parts []registry.BureauPart
		for _, p := range r.Into {
			parts = append(parts, registry.BureauPartNamed(bureaus, r.On, p.Name, p.Departments))
		}
		if _, err := l.store.ProposeMoves(ctx, sampleActor, e.ID, parts); err != nil {
			return err
		}
	}
	if err := l.handOver(ctx, from, r); err != nil {
		return err
	}
	open, err := l.store.Transfers(ctx, sampleActor, store.TransferFilter{State: registry.TransferProposed, Limit: 100})
	if err != nil {
		return err
	}
	for _, t := range open {
		for t.State == registry.TransferProposed { // one side's consent, and the other's
			if t, err = l.store.AcceptTransfer(ctx, sampleActor, t.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// handOver proposes the transfer of what a bureau without a successor still has.
func (l *sampleLife) handOver(ctx context.Context, from registry.Bureau, r sample.Reform) error {
	if len(from.Successors) > 0 {
		return nil
	}
	to, err := l.store.Bureau(ctx, r.Into[0].Name)
	if err != nil {
		return err
	}
	p := store.Proposal{FromBureauID: from.ID, ToBureauID: to.ID, EffectiveOn: r.On, Reason: sampleReason}
	err = l.store.EachProcess(ctx, sampleActor, store.ProcessFilter{Bureaus: []string{from.Code}},
		func(x registry.Process, _ []registry.Volume) error {
			p.Processes = append(p.Processes, x.ID)
			return nil
		})
	if err != nil || len(p.Processes) == 0 {
		return err
	}
	_, err = l.store.ProposeTransfer(ctx, sampleActor, p)
	return err
}

// present lives through the round that is open now: some bureaus have submitted, one waits for
// approval, one got its file back, one has not sent its own, and one has cells to mend.
func (l *sampleLife) present(ctx context.Context) error {
	q := sample.First
	for (q + 1).Begin().Before(l.until) {
		q++
	}
	round := registry.Round{Name: fmt.Sprintf("%d年%d月の調査（架空）", l.until.In(registry.Tokyo).Year(), l.until.In(registry.Tokyo).Month()),
		FiscalYear: q.FiscalYear() - 1, OpensOn: registry.DayOf(l.until).AddDate(0, 0, -20), Deadline: registry.DayOf(l.until).AddDate(0, 0, 10),
		Asks: registry.AsksHolders, Note: sampleReason}
	if l.state.Rounds[round.Name] {
		return nil
	}
	for i, bureau := range []string{"政策企画局", "デジタルサービス局", "財務局", "中央卸売市場", "交通局", "議会局"} {
		l.store.set(round.OpensOn.AddDate(0, 0, 2+2*i).Add(10 * time.Hour))
		f, err := l.read(ctx, l.store, func() (sample.Workbook, error) {
			w, err := l.life.InventoryFile(q, bureau)
			w.Name = "架空_中間調査_" + bureau + ".xlsx"
			return w, err
		})
		if err != nil {
			return err
		}
		if err := l.confirm(ctx, f); err != nil {
			return err
		}
	}
	l.store.set(l.until.Add(-26 * time.Hour))
	if err := l.undecided(ctx, q); err != nil {
		return err
	}
	return l.round(ctx, round) // last, so that it says that all of this is there
}

// undecided leaves uploads in the states in which somebody has to act.
func (l *sampleLife) undecided(ctx context.Context, q sample.Quarter) error {
	all, err := l.store.Accounts(ctx, sampleActor)
	if err != nil {
		return err
	}
	as := func(login string) registry.Scope {
		i := slices.IndexFunc(all, func(a registry.Account) bool { return a.Login == login })
		return registry.ScopeOf(all[max(i, 0)])
	}
	send := func(scope registry.Scope, bureau string, submit bool) (registry.Upload, error) {
		w, err := l.life.InventoryFile(q, bureau)
		if err != nil {
			return registry.Upload{}, err
		}
		b, err := l.store.Bureau(ctx, bureau)
		if err != nil {
			return registry.Upload{}, err
		}
		f := intake.File{Name: "架空_中間調査_" + bureau + ".xlsx", Data: bytes.NewReader(w.Data)}
		r, err := l.in.Import(ctx, scope, f, intake.Options{BureauID: b.ID, Reason: sampleReason})
		if err != nil || !submit {
			return r.Upload, err
		}
		return l.in.Submit(ctx, scope, r.Upload.ID, store.Submission{Text: sampleReason, Keep: true})
	}
	if _, err := send(as("kankyo-nyuryoku"), "環境局", true); err != nil {
		return err
	}
	u, err := send(as("sangyo-nyuryoku"), "産業労働局", true)
	if err != nil {
		return err
	}
	if _, err := l.in.Return(ctx, as("sangyo-shonin"), u.ID, "予定年度を確かめてください（架空）。", nil); err != nil {
		return err
	}
	if _, err := send(as("honbu"), "建設局", false); err != nil {
		return err
	}
	b, err := l.store.Bureau(ctx, "港湾局")
	if err != nil {
		return err
	}
	wrong := "局,手続名,デジタル化状況,備考\r\n港湾局,架空の桟橋の使用の届出,近いうち,架空のデータ\r\n"
	_, err = l.in.Import(ctx, as("honbu"), intake.File{Name: "架空_中間調査_港湾局.csv", Data: bytes.NewReader([]byte(wrong))},
		intake.Options{BureauID: b.ID, Reason: sampleReason, Partial: true})
	return err
}
