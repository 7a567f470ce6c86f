package page

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// editField is one value of a process in its form, with the value when the form was first
// shown: only values that differ from it are edited.
type editField struct {
	Name    string // of the input: a field's key, or "annual_volume.2020"
	Key     string
	Label   string
	Spoken  string // the label of a number, which stands in a table without one of its own
	Note    string
	Kind    form.Kind
	Value   string
	Was     string
	Options []editOption // of codes
	Wide    bool
	Needed  bool
	Problem bool
}

type editOption struct {
	Code, Label string
	Chosen      bool
}

// editGroup is a part of the form.
type editGroup struct {
	Title  string
	Fields []editField
}

// editVolume is the form's row of one fiscal year.
type editVolume struct {
	FiscalYear    int
	Total, Online editField
}

// editForm is a process as it can be edited.
type editForm struct {
	Groups  []editGroup
	Volumes []editVolume
	Years   []int // for which numbers can be added
	NewYear int   // the one that was chosen
	Added   editVolume
}

// wasPrefix begins the names of the inputs with the first values.
const wasPrefix = "was."

// newEditForm is the form of a process. Entered values replace the recorded ones; problem is
// the field with an error.
func newEditForm(of *form.Form, d store.ProcessDetail, entered url.Values, problem string, thisYear int) editForm {
	var f editForm
	recorded := store.ProcessTexts(d.Process)
	recorded["standard_processing_period"] = periodText(d.StandardProcessingPeriod)
	recorded["digitized_on"] = dayField(recorded["digitized_on"])
	recorded["attachments"] = strings.Join(d.Attachments, "\n")
	for _, g := range factFields {
		group := editGroup{Title: g.title}
		for _, key := range g.keys {
			field := of.Field(key)
			if field == nil || key == "bureau" {
				continue
			}
			e := newEditField(field, key, recorded[key])
			e.enter(entered)
			e.Problem = key == problem
			group.Fields = append(group.Fields, e)
		}
		f.Groups = append(f.Groups, group)
	}
	slices.SortFunc(d.Volumes, func(a, b registry.Volume) int { return cmp.Compare(b.FiscalYear, a.FiscalYear) })
	known := map[int]bool{}
	for _, v := range d.Volumes {
		known[v.FiscalYear] = true
		f.Volumes = append(f.Volumes, newEditVolume(v, entered, problem))
	}
	for y := thisYear; y > thisYear-FormYears; y-- {
		if !known[y] {
			f.Years = append(f.Years, y)
		}
	}
	f.NewYear, _ = strconv.Atoi(entered.Get("new_year")) // none yet
	f.Added = newEditVolume(registry.Volume{}, entered, problem)
	return f
}

func newEditVolume(v registry.Volume, entered url.Values, problem string) editVolume {
	row := editVolume{FiscalYear: v.FiscalYear}
	for _, c := range []struct {
		to    *editField
		key   string
		count registry.Count
	}{{&row.Total, "annual_volume", v.Total}, {&row.Online, "online_volume", v.Online}} {
		year, of := "new", "加える年度の"
		if v.FiscalYear != 0 {
			year, of = strconv.Itoa(v.FiscalYear), registry.EraYear(v.FiscalYear)+" "
		}
		*c.to = newEditField(form.Current().Field(c.key), c.key+"."+year, c.count.Written())
		c.to.Spoken = of + c.to.Label
		c.to.enter(entered)
		c.to.Problem = c.key == problem && c.to.Value != c.to.Was
	}
	return row
}

func newEditField(f *form.Field, name, recorded string) editField {
	e := editField{Name: name, Key: f.Key, Label: f.Label, Kind: f.Kind, Needed: f.Required,
		Wide: f.Key == "remarks" || f.Kind == form.Codes || f.Kind == form.List}
	if f.Kind == form.Year || f.Kind == form.Duration { // the others' notes are about columns of a sheet
		e.Note = f.Note
	}
	if f.List != nil {
		chosen, notes := strings.Split(recorded, ","), []string(nil)
		for _, c := range f.List.All() {
			if c.Note != "" && c.In(0) {
				notes = append(notes, c.Label+"："+c.Note)
			}
			if c.Ended && !slices.Contains(chosen, c.Code) {
				continue
			}
			e.Options = append(e.Options, editOption{Code: c.Code, Label: c.Label})
		}
		e.Note = strings.Join(notes, "　")
		e.choose(chosen)
		recorded = e.chosen()
	}
	e.Value, e.Was = recorded, recorded
	return e
}

// choose marks the codes that are chosen.
func (e *editField) choose(codes []string) {
	for i := range e.Options {
		e.Options[i].Chosen = slices.Contains(codes, e.Options[i].Code)
	}
}

// chosen are the chosen codes in the order of their list.
func (e *editField) chosen() string {
	var codes []string
	for _, o := range e.Options {
		if o.Chosen {
			codes = append(codes, o.Code)
		}
	}
	return strings.Join(codes, ",")
}

// enter sets the field to the entered value, if the form had the field.
func (e *editField) enter(entered url.Values) {
	if !entered.Has(wasPrefix + e.Name) {
		return
	}
	e.Was = lines(entered.Get(wasPrefix + e.Name))
	e.Value = lines(strings.Join(entered[e.Name], ","))
	if e.Options != nil {
		e.choose(strings.Split(e.Value, ","))
	}
}

// lines normalises line ends and trims the text.
func lines(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// Blankable reports whether the field can be blank.
func (e editField) Blankable() bool { return e.Key != "scope" && e.Key != "national_law_change" }

// wanted lists the fields of the form whose values were changed.
func (f editForm) wanted() []editField {
	var all []editField
	add := func(e editField) {
		if e.Value != e.Was {
			all = append(all, e)
		}
	}
	for _, g := range f.Groups {
		for _, e := range g.Fields {
			add(e)
		}
	}
	for _, v := range append(slices.Clone(f.Volumes), f.Added) {
		add(v.Total)
		add(v.Online)
	}
	return all
}

// inputOf is the edit of the changed fields, without those that are dropped.
func (f editForm) inputOf(dropped func(name string) bool) (intake.EditInput, error) {
	w := intake.EditInput{Fields: map[string]intake.FieldInput{}}
	for _, e := range f.wanted() {
		_, year, isVolume := strings.Cut(e.Name, ".")
		switch {
		case dropped(e.Name):
		case isVolume:
			n := f.NewYear
			if year != "new" {
				n, _ = strconv.Atoi(year) // the name is our own
			}
			if n == 0 {
				return w, &registry.Error{Code: registry.Invalid, Op: "page.inputOf", Field: "new_year", Message: "件数を加える年度を選んでください。"}
			}
			addVolume(&w, n, e)
		case e.Kind == form.Codes:
			w.Fields[e.Key] = intake.FieldInput{Items: strings.Split(e.Value, ",")}
		case e.Kind == form.List:
			w.Fields[e.Key] = intake.FieldInput{Items: strings.Split(e.Value, "\n")}
		default:
			w.Fields[e.Key] = intake.FieldInput{Text: e.Value}
		}
	}
	return w, nil
}

// addVolume adds the wish for a number of cases.
func addVolume(w *intake.EditInput, fiscalYear int, e editField) {
	i := slices.IndexFunc(w.Volumes, func(v intake.VolumeInput) bool { return v.FiscalYear == fiscalYear })
	if i < 0 {
		i = len(w.Volumes)
		w.Volumes = append(w.Volumes, intake.VolumeInput{FiscalYear: fiscalYear})
	}
	if e.Key == "annual_volume" {
		w.Volumes[i].Total = &e.Value
	} else {
		w.Volumes[i].Online = &e.Value
	}
}
