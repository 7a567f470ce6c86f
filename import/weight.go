package importer

import (
	"tetsuzuki/import/finding"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/workbook"
)

// rowWeight is what a record takes where it is kept, besides its texts: its numbers,
// its places, and what it is found by.
const rowWeight = 400

// valueWeight is what a value takes that was read differently from how it is written, or that
// stands once for many rows: each is listed for a person to look at.
const valueWeight = 100

// Weight is about how many bytes the record takes where it is kept. A text that stands
// once for many rows, or that many cells share, counts in each of them; what identifies
// a process counts twice, since it is kept once more to be searched.
func (r *Record) Weight() int {
	v := &r.Values
	n := rowWeight + len(r.Sheet)
	for _, s := range [...]string{v.ProcedureName, v.ProcessName, v.ProcessType, v.Applicant, v.Recipient, v.LegalBasis, v.LegalArticle} {
		n += 2 * len(s)
	}
	for _, s := range [...]string{v.Department, v.Division, v.AffairCategory, v.LawToChange, v.Ministry, v.Platform, v.IdentityMethod, v.Fee,
		v.SealRequired, v.StandardProcessingPeriod, v.Remarks} {
		n += len(s)
	}
	n += valueWeight * (len(r.Normalised) + len(r.Titled))
	for _, list := range [...][]string{v.Obstacle, v.PaymentMethods, v.Attachments, r.Normalised, r.Titled} {
		for _, s := range list {
			n += 8 + len(s)
		}
	}
	for i := range v.Volumes {
		n += 80 + len(v.Volumes[i].Total.Raw) + len(v.Volumes[i].Online.Raw)
	}
	return n
}

// columnWeight is what a column takes in a report, besides its header.
const columnWeight = 64

// weigh holds what the file becomes to its limits.
func (r *reading) weigh(rec *Record) error {
	l := r.opt.Limits
	if r.records > l.Records {
		return workbook.Refuse(finding.RuleLimit, rec.Sheet, workbook.CellName(1, rec.Row),
			"シート「%s」の%d行目：手続の行が上限（%d行）を超えました。局や部ごとに分けて保存してください。", rec.Sheet, rec.Row, l.Records)
	}
	if r.weight += int64(rec.Weight()); r.weight > l.Weight {
		return workbook.Refuse(
			finding.RuleLimit,
			rec.Sheet,
			workbook.CellName(1, rec.Row),
			"シート「%s」の%d行目：ここまでの行の内容の合計が上限（%dMB）を超えました。結合セルや「同上」の値も、行ごとに数えます。長い文字を短くするか、局や部ごとに分けて保存してください。",
			rec.Sheet,
			rec.Row,
			l.Weight>>20,
		)
	}
	return nil
}

// weighHeaders holds the headers of a sheet's tables to the limit of the file.
func (r *reading) weighHeaders(s *workbook.Sheet, res *layout.Result) error {
	for _, t := range append(res.Tables[:len(res.Tables):len(res.Tables)], res.Partial...) {
		for _, c := range t.Columns {
			r.headers += columnWeight + len(c.Header)
		}
		for _, u := range t.Unmapped {
			r.headers += columnWeight + len(u.Header)
		}
		if r.headers > r.opt.Limits.Headers {
			row := t.HeaderRows[0]
			return workbook.Refuse(finding.RuleLimit, s.Name, workbook.CellName(1, row),
				"シート「%s」の%d行目：見出しの列と文字の合計が上限（%dKB）を超えました。見出しは短い言葉にし、使わない列や表を削除して保存してください。", s.Name, row, r.opt.Limits.Headers>>10)
		}
	}
	return nil
}
