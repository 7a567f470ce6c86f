package store

import (
	"context"

	"tetsuzuki/internal/registry"
)

// bureauTerm are the days from to on which a bureau bears a name.
type bureauTerm struct {
	ID       int
	BureauID int `db:"bureau_id"`
	Name     string
	From     string // a day as PostgreSQL writes it
	To       string // the first day after the last
}

// The ends of terms without a beginning or an end.
const forEver = "infinity"

func (w organisationWrite) openTerm(ctx context.Context, t bureauTerm) error {
	_, err := w.exec(ctx, "bureau-term-open", t.BureauID, t.Name, t.From, t.To, w.change.At, w.change.ID)
	return err
}

func (w organisationWrite) closeTerm(ctx context.Context, id int) error {
	n, err := w.exec(ctx, "bureau-term-close", id, w.change.At, w.change.ID)
	return found(n, err, w.op, "組織は、その間にほかの人が変えました。一覧を開き直してから、もう一度お試しください。")
}

// terms are the terms of a bureau that end after the write's day, the earliest first.
func (w organisationWrite) terms(ctx context.Context, bureau int) (terms []bureauTerm, err error) {
	err = w.list(ctx, &terms, "bureau-terms", bureau, w.day)
	return terms, err
}

// rename gives a bureau a name from the day on, up to the next name that it gets.
func (w organisationWrite) rename(ctx context.Context, bureau int, name string) error {
	terms, err := w.terms(ctx, bureau)
	if err != nil || len(terms) == 0 {
		return err
	}
	was := terms[0]
	if was.Name == name {
		return wrongSetting(w.op, "name", "新しい名前が、今の名前と同じです。新しい名前を入力してください。")
	}
	if err := w.closeTerm(ctx, was.ID); err != nil {
		return err
	}
	if was.From != w.day {
		if err := w.openTerm(ctx, bureauTerm{BureauID: bureau, Name: was.Name, From: was.From, To: w.day}); err != nil {
			return err
		}
	}
	return w.openTerm(ctx, bureauTerm{BureauID: bureau, Name: name, From: w.day, To: was.To})
}

// close lets a bureau end the day before, if nothing holds it.
func (w organisationWrite) close(ctx context.Context, bureau int) error {
	h, err := w.holds(ctx, bureau)
	if err != nil {
		return err
	}
	if text := h.closing(); text != "" {
		return registry.Errorf(registry.Conflict, w.op, "%s", text)
	}
	return w.end(ctx, bureau)
}

func (w organisationWrite) end(ctx context.Context, bureau int) error {
	terms, err := w.terms(ctx, bureau)
	if err != nil {
		return err
	}
	for _, t := range terms {
		if err := w.closeTerm(ctx, t.ID); err != nil {
			return err
		}
	}
	if len(terms) == 0 || terms[0].From == w.day {
		return nil
	}
	return w.openTerm(ctx, bureauTerm{BureauID: bureau, Name: terms[0].Name, From: terms[0].From, To: w.day})
}

// succeed names the successors of the bureaus that end, proposes the transfers of their
// processes, and closes those that have none.
func (w organisationWrite) succeed(ctx context.Context, e registry.OrganisationEntry) error {
	for _, giver := range e.Before {
		for _, taker := range e.After {
			if taker.BureauID == giver.BureauID {
				continue
			}
			if _, err := w.exec(ctx, "bureau-successor-add", giver.BureauID, taker.BureauID, w.day, w.change.At, w.change.ID); err != nil {
				return err
			}
		}
	}
	if err := w.follow(ctx); err != nil {
		return err
	}
	if _, err := w.proposeLeft(ctx, w.scope, e); err != nil {
		return err
	}
	return w.closeEmptied(ctx, e)
}
