package workbook

import (
	"errors"

	"tetsuzuki/import/internal/strictxml"
)

var (
	errTooLong  = errors.New("a text is too long")
	errRichText = errors.New("not the elements of a text")
)

// richText appends the text of an si or is, whose Start was just given: its t, or
// those of its runs joined. Phonetic runs are how the text is read aloud, not
// what it says, and are left out.
func richText(s *strictxml.Scanner, dst []byte, most int) ([]byte, error) {
	from := len(dst)
	depth := s.Depth()
	inRun, inText := false, false
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
				inRun = false
			case s.Depth() < depth:
				return dst, nil
			}
		case strictxml.Text:
			switch {
			case inText:
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
			case name == "rPr" && inRun, name == "rPh" && !inRun, name == "phoneticPr" && !inRun, name == "extLst" && !inRun:
				if err := s.Skip(); err != nil {
					return nil, err
				}
			default:
				return nil, errRichText
			}
		}
	}
}
