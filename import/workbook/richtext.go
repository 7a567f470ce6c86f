package workbook

import (
	"errors"

	"tetsuzuki/import/internal/rich"
	"tetsuzuki/import/internal/strictxml"
)

var (
	errTooLong  = errors.New("a text is too long")
	errRichText = errors.New("not the elements of a text")
)

// richText appends the text of an si or is, whose Start was just given: its t, or
// those of its runs joined. Phonetic runs are how the text is read aloud, not
// what it says, and are left out. Where a run is struck through, raised or lowered,
// the text comes marked, as package rich has it.
func richText(s *strictxml.Scanner, dst []byte, most int) ([]byte, error) {
	from := len(dst)
	depth := s.Depth()
	inRun, inText, opened := false, false, false
	kind := rich.Plain
	for {
		k, err := s.Next()
		if err != nil {
			return nil, err
		}
		switch k {
		case strictxml.End:
			switch {
			case inText:
				inText = false
			case inRun:
				if opened {
					dst = rich.Shut(dst)
				}
				inRun, opened, kind = false, false, rich.Plain
			case s.Depth() < depth:
				return dst, nil
			}
		case strictxml.Text:
			switch {
			case inText:
				if kind != rich.Plain && !opened && len(s.Text) > 0 {
					dst, opened = rich.Open(dst, from, kind), true
				}
				if dst = append(dst, s.Text...); len(dst)-from > most {
					return nil, errTooLong
				}
			case !blank(s.Text):
				return nil, errRichText
			}
		case strictxml.Start:
			if inText || s.Space != mainSpace {
				return nil, errRichText
			}
			switch name := string(s.Name); {
			case name == "t":
				inText = true
			case name == "r" && !inRun:
				inRun = true
			case name == "rPr" && inRun:
				if kind, err = runKind(s); err != nil {
					return nil, err
				}
			case name == "rPh" && !inRun, name == "phoneticPr" && !inRun, name == "extLst" && !inRun:
				if err := s.Skip(); err != nil {
					return nil, err
				}
			default:
				return nil, errRichText
			}
		}
	}
}

// runKind reads how a run is written, whose properties' Start was just given.
func runKind(s *strictxml.Scanner) (rich.Kind, error) {
	kind := rich.Plain
	for {
		k, err := s.Next()
		if err != nil {
			return kind, err
		}
		switch k {
		case strictxml.End:
			return kind, nil
		case strictxml.Text:
			continue
		}
		if s.Space == mainSpace {
			switch string(s.Name) {
			case "strike":
				if on(s) {
					kind = rich.Struck
				}
			case "vertAlign":
				if kind == rich.Struck {
					break
				}
				switch v, _ := s.Attr("val"); string(v) {
				case "superscript":
					kind = rich.Raised
				case "subscript":
					kind = rich.Lowered
				}
			}
		}
		if err := s.Skip(); err != nil {
			return kind, err
		}
	}
}

// on reads a property that is on unless its val says otherwise.
func on(s *strictxml.Scanner) bool {
	v, has := s.Attr("val")
	if !has {
		return true
	}
	is, ok := boolean(v)
	return is || !ok
}
