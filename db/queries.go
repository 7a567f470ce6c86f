package db

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"sync"
)

// Queries returns every query by its name. Nobody alters the map.
var Queries = sync.OnceValues(func() (map[string]string, error) {
	dir, err := fs.Sub(files, "queries")
	if err != nil {
		return nil, err
	}
	return readQueries(dir)
})

var nameLine = regexp.MustCompile(`^--\s*name:\s*(\S*)\s*$`)

// readQueries reads all *.sql files of dir: a query runs from its name line to
// the next one or the end of the file. Only comments may come before the first.
func readQueries(dir fs.FS) (map[string]string, error) {
	paths, err := fs.Glob(dir, "*.sql")
	if err != nil {
		return nil, err
	}
	queries := map[string]string{}
	for _, path := range paths {
		b, err := fs.ReadFile(dir, path)
		if err != nil {
			return nil, err
		}
		name, text := "", ""
		take := func() error {
			switch {
			case name == "" && bare(text) != "":
				return fmt.Errorf("%s: SQL before the first name", path)
			case name == "":
				return nil
			case bare(text) == "":
				return fmt.Errorf("%s: query %q is empty", path, name)
			}
			if _, twice := queries[name]; twice {
				return fmt.Errorf("%s: query %q is there twice", path, name)
			}
			queries[name] = strings.TrimSpace(text)
			return nil
		}
		for line := range strings.Lines(string(b)) {
			m := nameLine.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
			if m == nil {
				text += line
				continue
			}
			if m[1] == "" {
				return nil, fmt.Errorf("%s: a name line without a name", path)
			}
			if err := take(); err != nil {
				return nil, err
			}
			name, text = m[1], ""
		}
		if err := take(); err != nil {
			return nil, err
		}
	}
	return queries, nil
}

// bare is the SQL without its comment lines.
func bare(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			b.WriteString(line)
		}
	}
	return strings.TrimSpace(b.String())
}
