package finding

import "strconv"

// Alike gathers findings that say the same of several cells of one sheet into one
// each, which stands where the first stood and names all its cells. What is about a
// whole sheet or file, or stands for cells that are not named, stays as it is.
func Alike(findings []Finding) []Finding {
	type said struct {
		severity                                        Severity
		rule, sheet, field, raw, read, message, example string
	}
	var gathered []Finding
	at := map[said]int{}
	for _, x := range findings {
		if x.Cell == "" || x.Count > 1 && len(x.Cells) == 0 {
			gathered = append(gathered, x)
			continue
		}
		k := said{x.Severity, x.Rule, x.Sheet, x.Field, x.Raw, x.Read, x.Message, x.Example}
		i, known := at[k]
		if !known {
			at[k] = len(gathered)
			gathered = append(gathered, x)
			continue
		}
		g := &gathered[i]
		g.Cells = append(g.places(), x.places()...)
		g.Count = max(1, g.Count) + max(1, x.Count)
	}
	for i := range gathered {
		gathered[i].Cells = runs(gathered[i].Cells)
	}
	return gathered
}

// places are the cells that the finding names, in a list of their own.
func (x Finding) places() []string {
	if len(x.Cells) == 0 {
		return []string{x.Cell}
	}
	return x.Cells[:len(x.Cells):len(x.Cells)]
}

// runs writes cells that stand below each other as one: "K20:K24".
func runs(cells []string) []string {
	if len(cells) < 2 {
		return cells
	}
	type run struct {
		column      string
		first, last int
	}
	var found []run
	open := map[string]int{} // the column's last run
	for _, name := range cells {
		r := run{}
		r.column, r.first, r.last = span(name)
		if i, ok := open[r.column]; ok && found[i].last+1 == r.first {
			found[i].last = r.last
			continue
		}
		open[r.column] = len(found)
		found = append(found, r)
	}
	named := make([]string, len(found))
	for i, r := range found {
		named[i] = r.column + strconv.Itoa(r.first)
		if r.last > r.first {
			named[i] += ":" + r.column + strconv.Itoa(r.last)
		}
	}
	return named
}
