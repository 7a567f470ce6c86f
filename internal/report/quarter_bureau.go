package report

import (
	"context"
	"io"
	"time"

	"tetsuzuki/import/stamp"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// bureauFiles are the files of the bureaus that have processes: their packs for the round that had
// opened last, or their lists where none had. Both hold what was known at the later moment only,
// so that they are the same whenever they are made.
func (p Progress) bureauFiles(ctx context.Context, s *store.View) ([]QuarterFile, error) {
	round, err := s.Round(ctx)
	if err != nil {
		return nil, err
	}
	bureaus, err := s.Bureaus(ctx)
	if err != nil {
		return nil, err
	}
	byCode := make(map[string]registry.Bureau, len(bureaus))
	for _, b := range bureaus {
		byCode[b.Code] = b
	}
	packs := p.packMaker(s, round)
	day := p.Figures.AsOf.In(registry.Tokyo).Format("20060102")
	var files []QuarterFile
	for _, b := range p.Figures.Bureaus {
		if b.Processes == 0 {
			continue
		}
		name := "局別/" + fileName(b.Bureau)
		if round.ID == 0 {
			files = append(files, QuarterFile{name + "_" + day + ".xlsx", func(w io.Writer) error { return p.writeBureauList(ctx, s, b, w) }})
			continue
		}
		files = append(files, QuarterFile{name + "_調査票_" + day + ".xlsx", func(w io.Writer) error {
			_, err := packs.write(ctx, byCode[b.Code], w)
			return err
		}})
	}
	return files, nil
}

// packMaker makes the packs of a round as of the later moment.
func (p Progress) packMaker(s *store.View, round registry.Round) *packMaker {
	m := &packMaker{view: s, round: round, form: p.Form, base: p.base(), asOf: p.Figures.AsOf, sample: p.Sample,
		places: map[string]progress.Places{}}
	for _, place := range progress.PlacesOf(p.Figures) {
		m.places[place.Bureau.Code] = place
	}
	return m
}

// writeBureauList writes the list of a bureau's processes.
func (p Progress) writeBureauList(ctx context.Context, s *store.View, b progress.Bureau, w io.Writer) error {
	list := List{Years: p.Years, Bureau: b.Bureau, Judge: p.Judge, Form: p.Form,
		Conditions: b.Bureau + "、" + momentName(p.Published.Name, p.Figures.AsOf)}
	if base := p.base(); !base.IsZero() {
		list.Stamp = stamp.Stamp{Base: base, Shown: p.Figures.AsOf}
	}
	return list.WriteXLSX(w, int(b.Processes), rows(ctx, s, store.ProcessFilter{Bureaus: []string{b.Code}}))
}

// base is the last change itself (zero: there was none): what the view calls its change depends on
// whether one came later.
func (p Progress) base() time.Time {
	if p.Stood.ID == 0 {
		return time.Time{}
	}
	return p.Stood.At
}
