package workbook

import (
	"bytes"
	"context"
	"io"
	"strings"

	"tetsuzuki/import/internal/opc"
	"tetsuzuki/import/internal/strictxml"
)

// Where a workbook that left the registry carries its stamp (package stamp): a
// property of the document, and a name that stands for a text.
const (
	StampProperty = "tetsuzuki.stamp"
	StampName     = "_tetsuzuki.stamp"
)

// stampBytes bounds the part of the properties and the text of a stamp: ours are
// short, and nobody has to read a long one to know that it is not ours.
const stampBytes = 1 << 20

// propertyStamp reads the stamp from the properties of the document. It is no data,
// so properties that are no XML spoil nothing: then there is none.
func (x *xlsxBook) propertyStamp(ctx context.Context, roots []opc.Relation) error {
	for _, r := range roots {
		if r.Type != "custom-properties" && r.Type != "customProperties" || r.External || !x.pack.Has(r.Target) ||
			x.pack.File(r.Target).UncompressedSize64 > stampBytes {
			continue
		}
		err := x.part(ctx, r.Target, func(s *strictxml.Scanner) error {
			for {
				k, err := s.Next()
				if err == io.EOF {
					return nil
				}
				if err != nil {
					return err
				}
				if k != strictxml.Start || s.Depth() != 2 {
					continue
				}
				if name, _ := s.Attr("name"); string(name) == StampProperty {
					text, err := textOf(s)
					x.book.Stamp = strings.TrimSpace(text)
					return err
				}
			}
		})
		if err == nil {
			return nil
		}
		x.book.Stamp = ""
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if x.book.source.err != nil {
			return x.book.source.err
		}
	}
	return nil
}

// nameStamp reads the stamp from the name whose Start was just given.
func (x *xlsxBook) nameStamp(s *strictxml.Scanner) error {
	if name, _ := s.Attr("name"); x.book.Stamp != "" || string(name) != StampName {
		return s.Skip()
	}
	text, err := textOf(s)
	x.book.Stamp = strings.Trim(strings.TrimSpace(text), `"`)
	return err
}

// textOf gives all text of the element whose Start was just given.
func textOf(s *strictxml.Scanner) (string, error) {
	depth := s.Depth()
	var text bytes.Buffer
	for {
		k, err := s.Next()
		if err != nil {
			return "", err
		}
		switch {
		case k == strictxml.End && s.Depth() < depth:
			return text.String(), nil
		case k == strictxml.Text && text.Len() < stampBytes:
			text.Write(s.Text)
		}
	}
}
