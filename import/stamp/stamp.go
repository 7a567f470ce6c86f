// Package stamp marks a workbook that leaves the registry, so that it is known when
// it comes back of which moment it is. The mark stands twice, as a property of the
// document and as a hidden name: each is dropped by some program that saves the
// workbook anew (openpyxl before 3.1 the property), none that offices use drops both.
// Package workbook reads it; neither is a cell, so neither is data.
package stamp

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/workbook"
)

// Stamp is what a workbook says of where it came from. The zero Stamp is of a
// workbook that says nothing.
type Stamp struct {
	// Base is the moment of the last change of the registry that the workbook holds:
	// all changes up to it, and none after.
	Base time.Time
	// Shown is the moment that people know it by: that of the export, or the earlier
	// one that was asked for. It is no earlier than Base.
	Shown time.Time
	// Remainder is the upload whose faulty rows these are; 0 for a whole list.
	Remainder int64
}

// IsZero reports whether there is no stamp.
func (s Stamp) IsZero() bool { return s == Stamp{} }

// precise is RFC 3339 with the precision of the registry's history.
const precise = "2006-01-02T15:04:05.000000Z"

// String is the stamp as a workbook carries it; empty for the zero Stamp.
func (s Stamp) String() string {
	if s.IsZero() {
		return ""
	}
	text := "base=" + s.Base.UTC().Format(precise) + " shown=" + s.Shown.UTC().Format(precise)
	if s.Remainder != 0 {
		text += " remainder=" + strconv.FormatInt(s.Remainder, 10)
	}
	return text
}

// Parse reads what [Stamp.String] wrote. Anybody can write into a workbook: what is
// not exactly such a text is no stamp, and the zero Stamp.
func Parse(text string) Stamp {
	var s Stamp
	for field := range strings.FieldsSeq(text) {
		var err error
		switch name, value, _ := strings.Cut(field, "="); name {
		case "base":
			s.Base, err = time.Parse(precise, value)
		case "shown":
			s.Shown, err = time.Parse(precise, value)
		case "remainder":
			s.Remainder, err = strconv.ParseInt(value, 10, 64)
		}
		if err != nil {
			return Stamp{}
		}
	}
	if s.Base.Year() < 1 || s.Shown.Before(s.Base) || s.String() != text {
		return Stamp{}
	}
	return s
}

// Put stamps a workbook that is being written; the zero Stamp leaves it as it is.
func (s Stamp) Put(f *excelize.File) error {
	if s.IsZero() {
		return nil
	}
	text := s.String()
	if err := f.SetCustomProps(excelize.CustomProperty{Name: workbook.StampProperty, Value: text}); err != nil {
		return fmt.Errorf("stamp: %w", err)
	}
	if err := f.SetDefinedName(&excelize.DefinedName{Name: workbook.StampName, RefersTo: strconv.Quote(text)}); err != nil {
		return fmt.Errorf("stamp: %w", err)
	}
	for i := range f.WorkBook.DefinedNames.DefinedName {
		if n := &f.WorkBook.DefinedNames.DefinedName[i]; n.Name == workbook.StampName {
			n.Hidden = true // it would be the first that the name box offers
		}
	}
	return nil
}
