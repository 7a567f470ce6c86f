package redpen

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"tetsuzuki/import/internal/opc"
	"tetsuzuki/import/internal/strictxml"
	"tetsuzuki/import/workbook"
)

// The namespaces of the two editions of ISO/IEC 29500, and the types of what is added.
const (
	mainSpace      = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	mainStrict     = "http://purl.oclc.org/ooxml/spreadsheetml/main"
	relationSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relationStrict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
	packageSpace   = "http://schemas.openxmlformats.org/package/2006/relationships"
	typesPart      = "[Content_Types].xml"
	sheetType      = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
	commentsType   = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
	drawingType    = "application/vnd.openxmlformats-officedocument.vmlDrawing"
	relationID     = "rIdTetsuzuki"
)

// outline is the workbook as it lists its sheets.
type outline struct {
	book   *part
	types  *part
	sheets []*target
	list   *node           // the element sheets
	ours   string          // the part of the sheet of an earlier return
	names  map[string]bool // of the sheets, in lower case
	ids    int             // highest sheetId
}

// plan decides which parts change and how.
func (r *returning) plan(book *workbook.Book) error {
	roots, err := r.pack.Relations("")
	if err != nil {
		return err
	}
	for _, rel := range roots {
		if rel.Type == "officeDocument" && !rel.External {
			r.main = rel.Target
		}
	}
	relations, err := r.pack.Relations(r.main)
	if err != nil {
		return err
	}
	o := &outline{names: map[string]bool{}}
	if o.book, err = readPart(r.pack, r.main); err != nil {
		return err
	}
	if o.types, err = readPart(r.pack, typesPart); err != nil {
		return err
	}
	r.space, r.relations = mainSpace, relationSpace
	if root := &o.book.nodes[0]; bytes.Contains(o.book.body[root.start:root.inner], []byte(mainStrict)) {
		r.space, r.relations = mainStrict, relationStrict
	}
	if err := r.planStyles(relations); err != nil {
		return err
	}
	if err := r.listSheets(o, book, relations); err != nil {
		return err
	}
	for i, t := range o.sheets {
		if err := r.planSheet(t, i, o.types); err != nil {
			return err
		}
	}
	if err := r.planResult(o); err != nil {
		return err
	}
	r.changed[opc.Key(typesPart)] = o.types.bytes()
	return nil
}

// planStyles reads the styles part, which is written last.
func (r *returning) planStyles(relations []opc.Relation) error {
	r.styles = newStyles(nil)
	for _, rel := range relations {
		if rel.Type != "styles" || rel.External || !r.pack.Has(rel.Target) {
			continue
		}
		p, err := readPart(r.pack, rel.Target)
		if err != nil {
			return err
		}
		if r.styles = newStyles(p); r.styles.part != nil {
			r.styleName = rel.Target
		}
	}
	return nil
}

// listSheets finds the sheets' parts. What package workbook leaves out of the
// book is the sheet of an earlier return.
func (r *returning) listSheets(o *outline, book *workbook.Book, relations []opc.Relation) error {
	parts := map[string]string{}
	for _, rel := range relations {
		if rel.Type == "worksheet" && !rel.External {
			parts[rel.ID] = rel.Target
		}
	}
	read := map[string]bool{}
	for _, s := range book.Sheets {
		read[s.Name] = true
	}
	targets := r.collect()
	if o.list = o.book.find(0, "sheets"); o.list == nil {
		return fmt.Errorf("redpen: the workbook lists no sheets")
	}
	for _, n := range o.book.children(o.book.index(o.list), "sheet") {
		name, part := n.attr["name"], ""
		for key, v := range n.attr {
			if strings.HasSuffix(key, ":id") {
				part = parts[v]
			}
		}
		if id, err := strconv.Atoi(n.attr["sheetId"]); err == nil {
			o.ids = max(o.ids, id)
		}
		o.names[strings.ToLower(name)] = true
		switch {
		case part == "":
		case !read[name]:
			o.ours = part
		default:
			t := targets[name]
			if t == nil {
				t = &target{name: name}
			}
			t.part = part
			o.sheets = append(o.sheets, t)
		}
	}
	return nil
}

// planSheet decides what becomes of one sheet, its comments and their drawing.
func (r *returning) planSheet(t *target, number int, types *part) error {
	if len(t.marks) > 0 || r.styles.used() {
		r.sheets[opc.Key(t.part)] = t
	}
	relations, err := r.pack.Relations(t.part)
	if err != nil {
		return err
	}
	comments, drawing, drawings := "", "", map[string]string{}
	for _, rel := range relations {
		switch {
		case rel.External || !r.pack.Has(rel.Target):
		case rel.Type == "comments":
			comments = rel.Target
		case rel.Type == "vmlDrawing":
			drawings[rel.ID] = rel.Target
		}
	}
	if len(drawings) > 0 {
		id, err := r.legacyDrawing(t.part)
		if err != nil {
			return err
		}
		drawing = drawings[id]
	}
	gone, come := map[string]bool{}, t.notes
	if comments != "" {
		p, err := readPart(r.pack, comments)
		if err != nil {
			return err
		}
		if len(t.notes) == 0 && !bytes.Contains(p.body, []byte(lead)) {
			return nil
		}
		if gone, come, err = mergeComments(p, t.notes); err != nil {
			return err
		}
		r.changed[opc.Key(comments)] = p.bytes()
	} else if len(t.notes) == 0 {
		return nil
	}
	links := ""
	if comments == "" {
		name := r.unused(path.Dir(r.main)+"/comments", ".xml")
		r.add(name, newComments(r.space, t.notes))
		types.push(&types.nodes[0], override(types, name, commentsType))
		links += r.link(1, "comments", name)
	}
	block := 200 + 20*number
	if drawing != "" {
		body, err := r.readAll(drawing)
		if err != nil {
			return err
		}
		if body, ok := mergeDrawing(body, block, gone, come); ok {
			r.changed[opc.Key(drawing)] = body
		}
	} else if len(come) > 0 {
		name := r.unused(path.Dir(r.main)+"/drawings/vmlDrawing", ".vml")
		r.add(name, newDrawing(block, come))
		types.push(&types.nodes[0], override(types, name, drawingType))
		links += r.link(2, "vmlDrawing", name)
		t.link = relationID + "2"
		r.sheets[opc.Key(t.part)] = t
	}
	if links == "" {
		return nil
	}
	return r.addRelations(t.part, links)
}

// legacyDrawing finds the relationship that a sheet names for its comments' boxes.
func (r *returning) legacyDrawing(name string) (string, error) {
	in, err := r.pack.Part(name)
	if err != nil {
		return "", err
	}
	defer in.Close()
	s := strictxml.New(in, nil)
	for {
		k, err := s.Next()
		if err == io.EOF {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		if k == strictxml.Start && s.Depth() == 2 && string(s.Name) == "legacyDrawing" {
			for _, a := range s.Attrs {
				if len(a.Prefix) > 0 && string(a.Name) == "id" {
					return string(a.Value), nil
				}
			}
		}
	}
}

func (r *returning) readAll(name string) ([]byte, error) {
	in, err := r.pack.Part(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	body, err := io.ReadAll(io.LimitReader(in, maxPart+1))
	if err == nil && len(body) > maxPart {
		err = fmt.Errorf("redpen: part %s is too large to be changed", name)
	}
	return body, err
}

// add puts a new part into the archive.
func (r *returning) add(name string, body []byte) {
	r.added = append(r.added, name)
	r.changed[opc.Key(name)] = body
}

// unused gives a part name that is not taken.
func (r *returning) unused(stem, ending string) string {
	for n := 1; ; n++ {
		name := stem + strconv.Itoa(n) + ending
		if !r.pack.Has(name) && !slices.Contains(r.added, name) {
			return name
		}
	}
}

// link writes a relationship to a new part.
func (r *returning) link(number int, kind, part string) string {
	return fmt.Sprintf(`<Relationship Id="%s%d" Type="%s/%s" Target="/%s"/>`, relationID, number, r.relations, kind, escape(part))
}

// addRelations adds relationships to those of a part.
func (r *returning) addRelations(name, links string) error {
	file := opc.RelationsName(name)
	if !r.pack.Has(file) {
		r.add(
			file,
			[]byte(
				`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+`<Relationships xmlns="`+packageSpace+`">`+links+`</Relationships>`,
			),
		)
		return nil
	}
	p, err := readPart(r.pack, file)
	if err != nil {
		return err
	}
	root := &p.nodes[0]
	p.push(root, strings.ReplaceAll(links, "<Relationship ", "<"+root.prefix+"Relationship "))
	r.changed[opc.Key(file)] = p.bytes()
	return nil
}

func override(types *part, name, kind string) string {
	return `<` + types.nodes[0].prefix + `Override PartName="/` + escape(name) + `" ContentType="` + kind + `"/>`
}

// planResult writes the sheet of findings, in the place of that of an earlier
// return or as a new first sheet.
func (r *returning) planResult(o *outline) error {
	body, header := r.resultSheet()
	if o.ours != "" {
		if o.book.moveRow(header) {
			r.changed[opc.Key(r.main)] = o.book.bytes()
		}
		r.changed[opc.Key(o.ours)] = body
		delete(r.sheets, opc.Key(o.ours))
		return nil
	}
	name := r.unused(path.Dir(r.main)+"/worksheets/sheet", ".xml")
	r.add(name, body)
	o.types.push(&o.types.nodes[0], override(o.types, name, sheetType))
	if err := r.addRelations(r.main, r.link(1, "worksheet", name)); err != nil {
		return err
	}
	title := workbook.ResultSheet
	for n := 2; o.names[title]; n++ {
		title = fmt.Sprintf("%s (%d)", workbook.ResultSheet, n)
	}
	b := o.book
	b.prepend(
		o.list,
		fmt.Sprintf(`<%ssheet xmlns:r="%s" name="%s" sheetId="%d" r:id="%s1"/>`, o.list.prefix, r.relations, title, o.ids+1, relationID),
	)
	b.repeatRow(o.list, title, header)
	// What counts sheets from the left now counts one more.
	for i := range b.nodes {
		switch n := &b.nodes[i]; {
		case n.name == "definedName" && n.attr["localSheetId"] != "":
			b.shift(n, "localSheetId")
		case n.name == "workbookView":
			b.shift(n, "activeTab")
			if n.attr["firstSheet"] != "" {
				b.shift(n, "firstSheet")
			}
		}
	}
	r.changed[opc.Key(r.main)] = b.bytes()
	return nil
}

// repeatRow has every printed page of the first sheet begin with a row. Names stand behind the
// sheets, and what comes between them.
func (p *part) repeatRow(sheets *node, title string, row int) {
	prefix := sheets.prefix
	name := fmt.Sprintf(`<%[1]sdefinedName name="_xlnm.Print_Titles" localSheetId="0">%[2]s</%[1]sdefinedName>`, prefix,
		escape(fmt.Sprintf("'%s'!$%d:$%d", strings.ReplaceAll(title, "'", "''"), row, row)))
	if names := p.find(0, "definedNames"); names != nil {
		p.prepend(names, name)
		return
	}
	behind := sheets
	for _, between := range []string{"functionGroups", "externalReferences"} {
		if n := p.find(0, between); n != nil {
			behind = n
		}
	}
	p.replace(behind.end, behind.end, fmt.Sprintf(`<%[1]sdefinedNames>%[2]s</%[1]sdefinedNames>`, prefix, name))
}

// moveRow has the pages of the sheet of an earlier return begin with the row where its header is
// now.
func (p *part) moveRow(row int) (moved bool) {
	for i := range p.nodes {
		n := &p.nodes[i]
		inside := string(p.body[n.inner:n.innerEnd])
		at := strings.LastIndexByte(inside, '!')
		if n.name != "definedName" || n.attr["name"] != "_xlnm.Print_Titles" || at < 0 || !strings.Contains(inside[:at], workbook.ResultSheet) {
			continue
		}
		p.replace(n.inner, n.innerEnd, fmt.Sprintf("%s!$%d:$%d", inside[:at], row, row))
		moved = true
	}
	return moved
}

// shift adds one to a number in an attribute.
func (p *part) shift(n *node, name string) {
	v, err := strconv.Atoi(n.attr[name])
	if err != nil && n.attr[name] != "" {
		return
	}
	p.set(n, name, strconv.Itoa(v+1))
}
