package workbook

import (
	"context"
	"io"
	"strconv"
	"strings"

	"tetsuzuki/import/internal/strictxml"
)

// TextBox is a text that lies on a sheet, in no cell.
type TextBox struct {
	Col, Row int // of the cell under its upper left corner
	Text     string
}

// What is kept of the text boxes of a sheet.
const (
	mostTextBoxes = 200
	textBoxBytes  = 4 << 10
)

// drawings reads the texts that lie on a sheet. A drawing that cannot be read costs no
// cell, and is left.
func (x *xlsxBook) drawings(ctx context.Context, s *Sheet, part string) error {
	return x.beside(ctx, s, part, "drawing", textBoxes, func() {})
}

// textBoxes reads the shapes of a drawing: where each is anchored (from, with col and
// row from 0), and its text (t, by paragraphs p).
func textBoxes(scan *strictxml.Scanner, s *Sheet) error {
	var box TextBox
	var text strings.Builder
	from, inText := false, 0 // depth of txBody
	at := ""
	for {
		k, err := scan.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		name := string(scan.Name)
		switch {
		case k == strictxml.Start && strings.HasSuffix(name, "Anchor"):
			box = TextBox{Col: 1, Row: 1}
			text.Reset()
		case k == strictxml.Start && name == "from", k == strictxml.End && name == "from":
			from = k == strictxml.Start
		case k == strictxml.Start:
			at = name
			if name == "txBody" {
				inText++
			}
			if name == "p" && inText > 0 && text.Len() > 0 {
				text.WriteByte('\n')
			}
		case k == strictxml.Text && from && at == "col":
			box.Col = place(scan.Text)
		case k == strictxml.Text && from && at == "row":
			box.Row = place(scan.Text)
		case k == strictxml.Text && inText > 0 && at == "t" && text.Len() < textBoxBytes:
			text.Write(scan.Text)
		case k == strictxml.End && name == "txBody":
			inText--
		case k == strictxml.End && strings.HasSuffix(name, "Anchor"):
			box.Text = strings.TrimSpace(strings.ToValidUTF8(text.String(), ""))
			if box.Text != "" && len(s.TextBoxes) < mostTextBoxes {
				s.TextBoxes = append(s.TextBoxes, box)
			}
		}
		if k == strictxml.End {
			at = ""
		}
	}
}

// place is a column or a row that is counted from 0.
func place(b []byte) int {
	n, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || n < 0 || n >= 1<<20 {
		return 1
	}
	return n + 1
}
