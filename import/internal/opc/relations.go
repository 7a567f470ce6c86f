package opc

import (
	"io"
	"path"
	"strings"

	"tetsuzuki/import/internal/strictxml"
)

// The namespaces of the container's own parts.
const (
	relationSpace strictxml.Space = iota + 1
	typeSpace
)

var spaces = map[string]strictxml.Space{
	"http://schemas.openxmlformats.org/package/2006/relationships": relationSpace,
	"http://schemas.openxmlformats.org/package/2006/content-types": typeSpace,
}

// Relation is one relationship of a part, or of the whole package.
type Relation struct {
	ID       string
	Type     string // last step of the URI, as in "worksheet"; the two editions of the standard differ before it
	Target   string // a part's name without the first slash; for an external target as written
	External bool
}

// RelationsName gives the name of the part that holds a part's relationships;
// the package itself is "".
func RelationsName(part string) string {
	dir, file := path.Split(part)
	return dir + "_rels/" + file + ".rels"
}

// Relations reads the relationships of a part; the package itself is "". A part
// without any gives none.
func (p *Package) Relations(part string) ([]Relation, error) {
	name := RelationsName(part)
	if !p.Has(name) {
		return nil, nil
	}
	var list []Relation
	err := p.document(name, "Relationships", relationSpace, func(s *strictxml.Scanner) bool {
		id, hasID := s.Attr("Id")
		kind, hasType := s.Attr("Type")
		target, hasTarget := s.Attr("Target")
		mode, hasMode := s.Attr("TargetMode")
		known := 3
		if hasMode {
			known++
		}
		if string(s.Name) != "Relationship" || !hasID || !hasType || !hasTarget || len(s.Attrs) != known ||
			hasMode && string(mode) != "External" && string(mode) != "Internal" {
			return false
		}
		r := Relation{ID: string(id), Type: path.Base(string(kind)), Target: string(target), External: string(mode) == "External"}
		if !r.External {
			r.Target = resolve(part, r.Target)
		}
		list = append(list, r)
		return true
	})
	return list, err
}

// resolve gives the part that a target means, seen from a part.
func resolve(from, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if !strings.HasPrefix(target, "/") {
		target = path.Join("/", path.Dir("/"+from), target)
	}
	return strings.TrimPrefix(path.Clean(target), "/")
}

// ContentTypes gives the content types of the parts, by Key; those that a file
// name's ending stands for are found under "." and the ending.
func (p *Package) ContentTypes() (map[string]string, error) {
	types := map[string]string{}
	err := p.document("[Content_Types].xml", "Types", typeSpace, func(s *strictxml.Scanner) bool {
		kind, _ := s.Attr("ContentType")
		if part, ok := s.Attr("PartName"); ok {
			types[Key(string(part))] = string(kind)
		} else if ending, ok := s.Attr("Extension"); ok {
			types["."+strings.ToLower(string(ending))] = string(kind)
		} else {
			return false
		}
		return true
	})
	return types, err
}

// TypeOf gives the content type of a part, as found by ContentTypes.
func TypeOf(types map[string]string, part string) string {
	key := Key(part)
	if t, ok := types[key]; ok {
		return t
	}
	return types[strings.ToLower(path.Ext(key))]
}

// document reads a small part to its end and calls each for the elements below
// its root; each reports whether the element is as it should be.
func (p *Package) document(name, root string, space strictxml.Space, each func(*strictxml.Scanner) bool) error {
	r, err := p.Part(name)
	if err != nil {
		return err
	}
	defer r.Close()
	s := strictxml.New(r, spaces)
	for {
		k, err := s.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return &Error{Fault: Damaged, Part: name, Err: err}
		}
		if k != strictxml.Start {
			continue
		}
		if s.Depth() == 1 && (s.Space != space || string(s.Name) != root) {
			return &Error{Fault: Damaged, Part: name, What: "another kind of part"}
		}
		if s.Depth() == 2 && (s.Space != space || !each(s)) {
			return &Error{Fault: Damaged, Part: name, What: "an element that does not belong there"}
		}
	}
}
