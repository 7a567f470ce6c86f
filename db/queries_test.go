package db

import (
	"maps"
	"testing"
	"testing/fstest"
)

func TestReadQueries(t *testing.T) {
	t.Parallel()
	type files map[string]string
	for name, c := range map[string]struct {
		files files
		want  map[string]string
		fails bool
	}{
		"two in a file": {
			files: files{"a.sql": "-- about these\n\n-- name: one\nSELECT 1;\n\n-- name: two\n-- why\nSELECT\n2;\n"},
			want:  map[string]string{"one": "SELECT 1;", "two": "-- why\nSELECT\n2;"},
		},
		"several files":        {files: files{"a.sql": "-- name: one\nSELECT 1", "b.sql": "-- name: two\r\nSELECT 2"}, want: map[string]string{"one": "SELECT 1", "two": "SELECT 2"}},
		"nothing":              {files: files{"README.md": "-- name: one\nno SQL"}, want: map[string]string{}},
		"twice in a file":      {files: files{"a.sql": "-- name: one\nSELECT 1;\n-- name: one\nSELECT 1;"}, fails: true},
		"twice over files":     {files: files{"a.sql": "-- name: one\nSELECT 1", "b.sql": "-- name: one\nSELECT 1"}, fails: true},
		"SQL before the name":  {files: files{"a.sql": "SELECT 1;\n-- name: one\nSELECT 1;"}, fails: true},
		"a name without SQL":   {files: files{"a.sql": "-- name: one\n-- nothing\n-- name: two\nSELECT 2"}, fails: true},
		"a name line, no name": {files: files{"a.sql": "-- name:\nSELECT 1"}, fails: true},
		"the last is empty":    {files: files{"a.sql": "-- name: one\nSELECT 1;\n-- name: two\n"}, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := fstest.MapFS{}
			for path, text := range c.files {
				dir[path] = &fstest.MapFile{Data: []byte(text)}
			}
			got, err := readQueries(dir)
			if (err != nil) != c.fails {
				t.Fatalf("error %v, want one: %t", err, c.fails)
			}
			if err == nil && !maps.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheEmbeddedQueriesAreWellFormed(t *testing.T) {
	t.Parallel()
	if _, err := Queries(); err != nil {
		t.Error(err)
	}
}
