package intake

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	importer "tetsuzuki/import"
	"tetsuzuki/import/structure"
	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/spool"
	"tetsuzuki/internal/store"
)

// carryCorrections takes the cells that were put right beside the file that this one mends along
// to this one, before it is read: wherever the row is the same and the cell still holds what was
// put right. It says how many, and which not. A file of whose columns nothing is known yet is
// looked at again when a person has said.
func (in *Intake) carryCorrections(ctx context.Context, scope registry.Scope, s *staging, src importer.Source, password string) error {
	from, err := in.store.CorrectionSource(ctx, scope, s.upload.ID)
	if err != nil || from == 0 {
		return err
	}
	list, err := in.store.Corrections(ctx, scope, from)
	if err != nil || len(list) == 0 {
		return err
	}
	file, err := spool.New()
	if err != nil {
		return registry.Failed("intake.Stage", err)
	}
	defer file.Close()
	if err := in.store.UploadFile(ctx, scope, from, file); err != nil {
		return err
	}
	before, err := in.earlier(ctx, scope, s, from)
	if err != nil {
		return err
	}
	before.src = importer.Source{Name: before.upload.FileName, Data: file, Size: before.upload.Bytes}
	now := &sighting{staging: s, src: src}
	for _, f := range []*sighting{before, now} {
		if err := f.look(ctx, in, password); err != nil {
			return err
		}
	}
	carried, left, err := carry(ctx, list, before, now)
	if err != nil {
		return err
	}
	if len(carried) == 0 && len(structure.Look(now.report, s.corrections, s.memories)) > 0 {
		return nil
	}
	return in.store.CarryCorrections(ctx, scope, s.upload.ID, carried, describeCarried(from, carried, left))
}

// sighting is what a file's rows are, as they stand there.
type sighting struct {
	*staging
	src     importer.Source
	opt     importer.Options
	report  *importer.Report
	keys    map[store.RowPlace][32]byte   // what identifies each row
	content map[store.RowPlace][32]byte   // all that each says
	rows    map[[32]byte][]store.RowPlace // by what identifies them
}

// earlier is an earlier upload, for its file to be looked at.
func (in *Intake) earlier(ctx context.Context, scope registry.Scope, now *staging, id int64) (*sighting, error) {
	u, err := in.store.Upload(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	s := &staging{upload: u, names: now.names, bureaus: now.bureaus, successors: now.successors}
	return &sighting{staging: s}, in.loadMappings(ctx, scope, s)
}

// look reads the file as it is, without anything put right.
func (s *sighting) look(ctx context.Context, in *Intake, password string) error {
	s.keys, s.content = map[store.RowPlace][32]byte{}, map[store.RowPlace][32]byte{}
	s.rows = map[[32]byte][]store.RowPlace{}
	var err error
	if s.opt, err = in.readingOptions(ctx, s.staging, password); err != nil {
		return err
	}
	s.report, err = importer.Read(ctx, s.src, s.opt, func(r importer.Record) error {
		at := store.RowPlace{Sheet: r.Sheet, Row: r.Row}
		all, err := json.Marshal(r.Values)
		if err != nil {
			return err
		}
		key := s.identify(&r.Values)
		s.keys[at], s.content[at] = key, sha256.Sum256(all)
		s.rows[key] = append(s.rows[key], at)
		return nil
	})
	if err != nil {
		return registry.Failed("intake.Stage", err)
	}
	return nil
}

// identify is what tells a row from others: its ID, or else what identifies a process.
func (s *sighting) identify(v *importer.Values) [32]byte {
	if v.ProcessID != "" {
		return sha256.Sum256([]byte(v.ProcessID))
	}
	bureau := s.upload.BureauID
	if v.Bureau != "" {
		bureau = s.bureaus[v.Bureau]
	}
	key, _ := registry.Identity{BureauID: bureau, ProcedureName: v.ProcedureName, ProcessName: v.ProcessName, ProcessType: v.ProcessType,
		Applicant: v.Applicant, Recipient: v.Recipient, LegalBasis: v.LegalBasis, LegalArticle: v.LegalArticle}.Keys()
	return key
}

// leftCorrection is a corrected cell that is not carried over, and why.
type leftCorrection struct {
	registry.Correction
	why string
}

// carry finds the cells of a file at which those that were put right in another stand now.
func carry(ctx context.Context, list []registry.Correction, before, now *sighting) (
	carried []registry.Correction, left []leftCorrection, err error) {
	was, err := before.standing(ctx, list)
	if err != nil {
		return nil, nil, err
	}
	moved := make([]registry.Correction, len(list)) // to where each stands now
	why := make([]string, len(list))
	for i, c := range list {
		moved[i] = c
		if moved[i].Sheet, moved[i].Cell, why[i] = now.find(before, c.Sheet, c.Cell); why[i] != "" {
			moved[i].Sheet, moved[i].Cell = c.Sheet, c.Cell
		}
	}
	is, err := now.standing(ctx, moved)
	if err != nil {
		return nil, nil, err
	}
	taken := map[workbook.Correction]bool{}
	for i, c := range moved {
		place := workbook.Correction{Sheet: c.Sheet, Cell: c.Cell}
		switch {
		case why[i] != "":
		case was[i].Refused != "" || is[i].Refused != "" || taken[place]:
			why[i] = "直せるセルではありません"
		case was[i].Was != is[i].Was:
			why[i] = fmt.Sprintf("値が「%s」になっています", clipped(is[i].Was))
			if is[i].Was == "" {
				why[i] = "空欄になっています"
			}
		default:
			taken[place] = true
			carried = append(carried, c)
			continue
		}
		left = append(left, leftCorrection{list[i], why[i]})
	}
	return carried, left, nil
}

// standing tells what stands in the cells of corrections.
func (s *sighting) standing(ctx context.Context, list []registry.Correction) ([]workbook.Corrected, error) {
	cells := make([]workbook.Correction, len(list))
	for i, c := range list {
		cells[i] = workbook.Correction{Sheet: c.Sheet, Cell: c.Cell}
	}
	found, err := importer.Standing(ctx, s.src, s.opt, cells)
	if err != nil {
		return nil, registry.Failed("intake.Stage", err)
	}
	if found == nil { // it cannot be opened
		found = make([]workbook.Corrected, len(list))
		for i := range found {
			found[i].Refused = "開けません"
		}
	}
	return found, nil
}

// find returns the cell at which one of an earlier file stands in this one, or else why not.
func (s *sighting) find(before *sighting, sheet, cell string) (inSheet, at, why string) {
	column, row, ok := columnAt(before.report, sheet, cell)
	place := store.RowPlace{Sheet: sheet, Row: row}
	key, isRow := before.keys[place]
	if !ok || !isRow {
		return "", "", "前のファイルの行を読み取れません"
	}
	earlier, later := before.rows[key], s.rows[key]
	if len(later) == 0 {
		return "", "", "同じ行がありません"
	}
	if len(earlier) > 1 || len(later) > 1 { // those that say all the same, in their order
		all := before.content[place]
		earlier = slices.DeleteFunc(slices.Clone(earlier), func(p store.RowPlace) bool { return before.content[p] != all })
		later = slices.DeleteFunc(slices.Clone(later), func(p store.RowPlace) bool { return s.content[p] != all })
		if len(earlier) != len(later) {
			return "", "", "どの行か決まりません"
		}
	}
	to := later[slices.Index(earlier, place)]
	letters, ok := columnLike(s.report, to, column)
	if !ok {
		return "", "", "同じ列がありません"
	}
	return to.Sheet, fmt.Sprintf("%s%d", letters, to.Row), ""
}

// columnAt is the column in which a cell stands, and its row.
func columnAt(r *importer.Report, sheet, cell string) (importer.Column, int, bool) {
	col, row, ok := workbook.ParseCell(cell)
	if !ok {
		return importer.Column{}, 0, false
	}
	for _, t := range r.Tables {
		if t.Sheet != sheet || row < t.FirstRow || row > t.LastRow {
			continue
		}
		for _, c := range t.Columns {
			if c.Column == workbook.ColumnName(col) {
				return c, row, true
			}
		}
	}
	return importer.Column{}, 0, false
}

// columnLike is the column of a row's table that means what another one means.
func columnLike(r *importer.Report, at store.RowPlace, like importer.Column) (letters string, ok bool) {
	var alike []importer.Column
	for _, t := range r.Tables {
		if t.Sheet != at.Sheet || at.Row < t.FirstRow || at.Row > t.LastRow {
			continue
		}
		for _, c := range t.Columns {
			if c.Field == like.Field && c.FiscalYear == like.FiscalYear && c.Part == like.Part && c.Choice == like.Choice {
				alike = append(alike, c)
			}
		}
	}
	if len(alike) > 1 { // several are added up, by their headers
		alike = slices.DeleteFunc(alike, func(c importer.Column) bool { return c.Header != like.Header })
	}
	if len(alike) != 1 {
		return "", false
	}
	return alike[0].Column, true
}

// describeCarried describes for people which corrections were carried over, and which not.
func describeCarried(from int64, carried []registry.Correction, left []leftCorrection) string {
	const most = 20 // cells
	text := fmt.Sprintf("受付番号 %d の画面で直した %d セルのうち、%d セルを引き継ぎました", from, len(carried)+len(left), len(carried))
	if len(carried) > 0 {
		text += "：" + placesText(carried, most)
	}
	text += "。"
	if len(left) > 0 {
		var parts []string
		for i, l := range left {
			if i == most {
				parts = append(parts, fmt.Sprintf("ほか %d セル", len(left)-most))
				break
			}
			parts = append(parts, fmt.Sprintf("%s %s（%s）", l.Sheet, l.Cell, l.why))
		}
		text += "引き継いでいないもの：" + strings.Join(parts, "、") + "。"
	}
	return clippedTo(text, 1900)
}
