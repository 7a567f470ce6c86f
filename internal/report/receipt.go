package report

import (
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
)

// Receipt is the receipt of an upload (取込票): what was handed in, the result,
// and who approved it.
type Receipt struct {
	Upload    registry.Upload
	State     string // of the upload, for people
	Records   int    // rows that were read
	SameAs    int64  // the earlier upload with the same content; 0: none
	Decisions []Decided
	Corrected []Corrected          // cells that were put right beside the file
	Submitted registry.UploadEvent // without a kind: by the operator's verb
	Approved  registry.UploadEvent
	Undone    registry.UploadEvent // without a kind: it holds
	Steps     []Step               // every one, in its order
	Seal      string               // to be held against the registry later
}

// Decided is how many missing processes got a decision.
type Decided struct {
	Label string
	Count int
}

// Corrected is a cell that was put right beside the file, for people.
type Corrected struct {
	Place      string // sheet and cell
	Was, Value string
	By         string
}

// Step is a step of an upload's lifecycle with its name.
type Step struct {
	registry.UploadEvent
	Label string
}

// WriteXLSX writes the receipt as a workbook of one sheet.
func (r Receipt) WriteXLSX(w io.Writer) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer b.close()
	s, err := b.page("取込票", 20, 16, 28, 72)
	if err != nil {
		return err
	}
	if err := b.printUpright("取込票"); err != nil {
		return err
	}
	s.row(style{large: true, bold: true}, "取込票")
	s.row(style{})
	r.about(s)
	s.row(style{})
	r.counts(s)
	s.row(style{})
	r.corrections(s)
	s.row(style{header: true}, "日時", "手順", "人", "内容")
	for _, e := range r.Steps {
		s.cells([]style{{}, {}, {wrap: true}, {wrap: true}}, minute(e.At), e.Label, e.Actor, said(e.UploadEvent))
	}
	if err := s.finish(); err != nil {
		return err
	}
	return b.write(w)
}

// about writes the facts.
func (r Receipt) about(s *page) {
	u := r.Upload
	bureau := u.Bureau
	if u.BureauID == 0 {
		bureau = "全局"
	}
	for _, fact := range [][2]string{
		{"受付番号", strconv.FormatInt(u.ID, 10)},
		{"局", bureau},
		{"結果", r.State + "　" + minute(u.FinishedAt)},
		{"取消し", by(r.Undone)},
		{"受付", minute(u.ReceivedAt) + "　" + u.Actor},
		{"ファイル", fmt.Sprintf("%s（%s バイト）", u.FileName, registry.Thousands(u.Bytes))},
		{"ファイルの照合番号（SHA-256）", hex.EncodeToString(u.SHA256[:])},
		{"提出した人", by(r.Submitted)},
		{"承認した人", by(r.Approved)},
		{"同じ内容", numbered("受付番号 %d と同じ内容です", r.SameAs)},
		{"一部のファイル", numbered("受付番号 %d の、直すところのある行だけ", u.RemainderOf)},
		{"ファイルの範囲", partly(u.Partial)},
		{"登録した変更", numbered("%d", u.ChangeID)},
		{"メモ", u.Reason},
		{"控える封印", r.Seal},
	} {
		if fact[1] != "" {
			s.cells([]style{{bold: true}, {}}, fact[0], fact[1])
		}
	}
}

// counts writes what was registered.
func (r Receipt) counts(s *page) {
	s.row(style{header: true}, "登録した内容", "手続")
	n := r.Upload.Counts
	rows := []Decided{{"読み取った行", r.Records}, {"新規", n.New}, {"変更", n.Changed}, {"変更なし", n.Unchanged}, {"ファイルにない", n.Missing}}
	for _, d := range r.Decisions {
		rows = append(rows, Decided{"　うち" + d.Label, d.Count})
	}
	if n.Faulty > 0 {
		rows = append(rows, Decided{"直すところがあり、登録していない行", n.Faulty})
	}
	for _, row := range rows {
		s.cells([]style{{wrap: true}, {number: countFormat}}, row.Label, row.Count)
	}
}

// corrections writes which cells were put right beside the file.
func (r Receipt) corrections(s *page) {
	if len(r.Corrected) == 0 {
		return
	}
	s.row(style{header: true}, "画面で直したセル", "ファイルの値", "人", "直した値")
	for _, c := range r.Corrected {
		s.cells([]style{{wrap: true}, {wrap: true}, {wrap: true}, {wrap: true}}, c.Place, c.Was, c.By, c.Value)
	}
	s.row(style{})
}

// minute is a moment as people write it, in Tokyo; empty for the zero time.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(registry.Tokyo).Format("2006-01-02 15:04")
}

// by says who took a step, when, and in whose place; empty where it was not taken.
func by(e registry.UploadEvent) string {
	text := e.Actor + "　" + minute(e.At)
	switch {
	case e.Kind == "":
		return ""
	case e.Kind == registry.EventApproved && e.Text != "":
		text += "（" + e.Text + "）"
	}
	return text
}

// partly says that a file was a part of its bureau's list; empty for a whole one.
func partly(partial bool) string {
	if !partial {
		return ""
	}
	return "一部（ファイルにない手続は、今のまま）"
}

// numbered is a text about a number; empty for 0, which is none.
func numbered(format string, n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(format, n)
}

// said is what was said with a step, with the remarks of a return.
func said(e registry.UploadEvent) string {
	lines := []string{}
	if e.Text != "" {
		lines = append(lines, e.Text)
	}
	for _, r := range e.Remarks {
		lines = append(lines, r.Where()+"："+r.Text)
	}
	return strings.Join(lines, "\n")
}
