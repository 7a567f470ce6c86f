package form

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// row is one line of a data file: its cells by the names in the file's first line.
type row struct {
	file  string
	line  int
	names []string
	cells []string
}

// get is the trimmed cell under name; a cell that the line does not have is blank.
func (r row) get(name string) string {
	for i, n := range r.names {
		if n == name && i < len(r.cells) {
			return strings.TrimSpace(r.cells[i])
		}
	}
	return ""
}

// with is the row with the cell under name as alter makes it.
func (r row) with(name string, alter func(string) string) row {
	r.cells = slices.Clone(r.cells)
	for i, n := range r.names {
		if n == name && i < len(r.cells) {
			r.cells[i] = alter(strings.TrimSpace(r.cells[i]))
		}
	}
	return r
}

// list is a cell that holds several values, parted by |.
func (r row) list(name string) []string {
	var out []string
	for _, s := range strings.Split(r.get(name), "|") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (r row) errorf(format string, a ...any) error {
	return fmt.Errorf("%s line %d: %s", r.file, r.line, fmt.Sprintf(format, a...))
}

// table reads a data file: tab-separated, the first line that is neither blank nor
// a # comment names the columns, and every name in want has to be there.
func table(dir fs.FS, file string, want ...string) ([]row, error) {
	b, err := fs.ReadFile(dir, file)
	if err != nil {
		return nil, err
	}
	var names []string
	var rows []row
	for i, line := range strings.Split(strings.TrimPrefix(string(b), "\ufeff"), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.TrimSpace(line) == "" || names == nil && strings.HasPrefix(line, "# ") {
			continue
		}
		cells := strings.Split(line, "\t")
		if names == nil {
			names = cells
			for _, w := range want {
				if !(row{names: names, cells: names}).has(w) {
					return nil, fmt.Errorf("%s has no column %s", file, w)
				}
			}
			continue
		}
		if strings.HasPrefix(line, "# ") {
			continue
		}
		r := row{file, i + 1, names, cells}
		if len(cells) > len(names) {
			return nil, r.errorf("%d cells under %d columns", len(cells), len(names))
		}
		rows = append(rows, r)
	}
	if names == nil {
		return nil, fmt.Errorf("%s names no columns", file)
	}
	return rows, nil
}

func (r row) has(name string) bool {
	for _, n := range r.names {
		if n == name {
			return true
		}
	}
	return false
}
