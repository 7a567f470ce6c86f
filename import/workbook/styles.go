package workbook

import (
	"context"
	"io"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/internal/numfmt"
	"tetsuzuki/import/internal/strictxml"
)

// styleSheet is the book's styles while they are read.
type styleSheet struct {
	codes  map[int]string // of the number formats that the book defines
	struck []bool         // by font
	ink    []string       // colours of the fonts, empty for the usual
	fills  []string       // colours, empty for none
	cells  []cellStyle
}

// cellStyle is one cell format: what it refers to.
type cellStyle struct{ number, font, fill int }

// readStyles reads the number format and the look of each cell format.
func (x *xlsxBook) readStyles(ctx context.Context, name string) error {
	sheet := styleSheet{codes: map[int]string{}}
	err := x.part(ctx, name, func(s *strictxml.Scanner) error {
		section := ""
		for {
			k, err := s.Next()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if k != strictxml.Start {
				if k == strictxml.End && s.Depth() == 1 {
					section = ""
				}
				continue
			}
			switch {
			case s.Depth() == 1:
				if s.Space != mainSpace || string(s.Name) != "styleSheet" {
					return refuse(finding.RuleBroken, "書式の記録が壊れています。Excelで開いて保存し直してください。")
				}
				continue
			case s.Depth() == 2 && s.Space == mainSpace && !styleElements[string(s.Name)],
				s.Depth() == 3 && section == "cellXfs" && (string(s.Name) != "xf" || unknown(s, formatAttributes) != ""),
				s.Depth() == 3 && section == "numFmts" && string(s.Name) != "numFmt":
				return refuse(finding.RuleBroken, "書式の記録が壊れています（知らない %s があります）。Excelで開いて保存し直してください。", s.Name)
			case s.Depth() == 2 && s.Space == mainSpace && styleSections[string(s.Name)]:
				section = string(s.Name)
				continue
			case s.Depth() == 3 && s.Space == mainSpace && section != "":
				if err := sheet.take(s, section, x.limits.Styles); err != nil {
					return err
				}
				if section == "fonts" || section == "fills" {
					continue // read to its end
				}
			}
			if err := s.Skip(); err != nil {
				return err
			}
		}
	})
	if err != nil {
		return explain("書式", err)
	}
	x.styles = sheet.formats()
	return nil
}

var styleSections = words("numFmts fonts fills cellXfs")

// take reads one entry of a section, whose Start was just given.
func (t *styleSheet) take(s *strictxml.Scanner, section string, most int) error {
	switch section {
	case "numFmts":
		v, _ := s.Attr("numFmtId")
		n, ok := index(v)
		code, has := s.Attr("formatCode")
		if !ok || !has || len(t.codes) >= most {
			return refuse(finding.RuleBroken, "表示形式の記録が壊れています。Excelで開いて保存し直してください。")
		}
		t.codes[n] = string(code)
	case "fonts":
		if len(t.struck) >= most {
			return refuse(finding.RuleLimit, "書式の種類が多すぎます（上限%d）。", most)
		}
		struck, ink, err := font(s)
		t.struck, t.ink = append(t.struck, struck), append(t.ink, ink)
		return err
	case "fills":
		if len(t.fills) >= most {
			return refuse(finding.RuleLimit, "書式の種類が多すぎます（上限%d）。", most)
		}
		c, err := fillColour(s)
		t.fills = append(t.fills, c)
		return err
	case "cellXfs":
		c := cellStyle{font: -1, fill: -1}
		for name, at := range map[string]*int{"numFmtId": &c.number, "fontId": &c.font, "fillId": &c.fill} {
			if v, has := s.Attr(name); has {
				n, ok := index(v)
				if !ok {
					return refuse(finding.RuleBroken, "書式の記録が壊れています。Excelで開いて保存し直してください。")
				}
				*at = n
			}
		}
		if len(t.cells) >= most {
			return refuse(finding.RuleLimit, "書式の種類が多すぎます（上限%d）。", most)
		}
		t.cells = append(t.cells, c)
	}
	return nil
}

// formats joins what the cell formats refer to.
func (t *styleSheet) formats() []format {
	numbers := map[string]*numfmt.Format{}
	out := make([]format, len(t.cells))
	for i, c := range t.cells {
		code, ok := t.codes[c.number]
		if !ok {
			code = builtinFormats[c.number]
		}
		number := numbers[code]
		if number == nil {
			number = numfmt.Parse(code)
			numbers[code] = number
		}
		if code == "General" {
			code = ""
		}
		out[i] = format{code: code, date: number.Date()}
		if number.Adds() || number.AddsText() {
			out[i].shows = number
		}
		var look Look
		if c.fill >= 0 && c.fill < len(t.fills) && t.fills[c.fill] != white {
			look.Fill = t.fills[c.fill]
		}
		if c.font >= 0 && c.font < len(t.struck) {
			look.Struck = t.struck[c.font]
			look.Faint = t.ink[c.font] == white && look.Fill == "" || t.ink[c.font] != "" && t.ink[c.font] == look.Fill
		}
		if look.Struck || look.Faint || look.Fill != "" {
			out[i].look = &look
		}
	}
	return out
}

const white = "FFFFFF"

// font reads what a font's letters look like, to the font's end.
func font(s *strictxml.Scanner) (struck bool, ink string, err error) {
	err = children(s, func() {
		switch string(s.Name) {
		case "strike":
			struck = on(s)
		case "color":
			ink = colour(s)
		}
	})
	return struck, ink, err
}

// fillColour reads the colour of a fill, to the fill's end; empty for none.
func fillColour(s *strictxml.Scanner) (c string, err error) {
	pattern := ""
	err = children(s, func() {
		switch string(s.Name) {
		case "patternFill":
			v, _ := s.Attr("patternType")
			pattern = string(v)
		case "fgColor":
			c = colour(s)
		case "stop": // of a gradient
			pattern = "gradient"
		case "color":
			c = colour(s)
		}
	})
	switch pattern {
	case "", "none", "gray125":
		return "", err
	case "solid", "gradient":
		return c, err
	}
	if c == "" {
		c = "808080" // dots or lines
	}
	return c, err
}

// children calls f at the Start of each element below the one whose Start was just
// given, and reads to its end.
func children(s *strictxml.Scanner, f func()) error {
	for depth := s.Depth(); ; {
		k, err := s.Next()
		if err != nil {
			return err
		}
		switch {
		case k == strictxml.End && s.Depth() < depth:
			return nil
		case k == strictxml.Start && s.Space == mainSpace:
			f()
		}
	}
}

// The colours that a book names by number: those of the usual theme, and the first of
// the old palette, which come again from 8 on.
var (
	themeColours   = []string{white, "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47"}
	indexedColours = []string{"000000", white, "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF"}
	laterColours   = map[int]string{
		16: "800000",
		17: "008000",
		18: "000080",
		19: "808000",
		20: "800080",
		21: "008080",
		22: "C0C0C0",
		23: "808080",
		26: "FFFFCC",
		27: "CCFFFF",
		41: "CCFFFF",
		42: "CCFFCC",
		43: "FFFF99",
		44: "99CCFF",
		45: "FF99CC",
		47: "FFCC99",
		50: "99CC00",
		51: "FFCC00",
		52: "FF9900",
		53: "FF6600",
		55: "969696",
		65: "",
	}
)

// colour reads a colour as RRGGBB; empty where it is automatic or unknown.
func colour(s *strictxml.Scanner) string {
	if v, ok := s.Attr("rgb"); ok && len(v) >= 6 {
		return strings.ToUpper(string(v[len(v)-6:]))
	}
	if v, ok := s.Attr("theme"); ok {
		if n, ok := index(v); ok && n < len(themeColours) {
			tint, _ := s.Attr("tint")
			return tinted(themeColours[n], string(tint))
		}
	}
	if v, ok := s.Attr("indexed"); ok {
		n, ok := index(v)
		switch {
		case !ok:
		case n < 16:
			return indexedColours[n%8]
		default:
			return laterColours[n]
		}
	}
	return ""
}
