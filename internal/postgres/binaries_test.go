package postgres

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	path15 := binaries{"/path/15", 15, true}
	path17 := binaries{"/path/17", 17, true}
	usual16 := binaries{"/usual/16", 16, false}
	usual18 := binaries{"/usual/18", 18, false}
	for name, c := range map[string]struct {
		found []binaries
		want  int
		dir   string
	}{
		"PATH before the newest":           {[]binaries{path15, usual18}, 0, "/path/15"},
		"the first on PATH":                {[]binaries{path15, path17}, 0, "/path/15"},
		"the newest where none is on PATH": {[]binaries{usual16, usual18}, 0, "/usual/18"},
		"the cluster's version rules":      {[]binaries{path15, usual18, usual16}, 16, "/usual/16"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := choose(c.found, c.want)
			if err != nil || got.dir != c.dir {
				t.Errorf("%v, %v, want %s", got, err, c.dir)
			}
		})
	}
	t.Run("nothing there", func(t *testing.T) {
		t.Parallel()
		if _, err := choose(nil, 0); !errors.Is(err, ErrNoBinaries) {
			t.Errorf("%v, want ErrNoBinaries", err)
		}
	})
	t.Run("not the cluster's version", func(t *testing.T) {
		t.Parallel()
		_, err := choose([]binaries{usual18}, 15)
		if e := (*Error)(nil); !errors.As(err, &e) || errors.Is(err, ErrNoBinaries) {
			t.Errorf("%v, want an Error of its own", err)
		}
	})
}

func TestWholeFollowsLinksToTheFolderOfBothPrograms(t *testing.T) {
	t.Parallel()
	real, links, half := t.TempDir(), t.TempDir(), t.TempDir()
	for _, f := range []string{filepath.Join(real, "postgres"), filepath.Join(real, "initdb"), filepath.Join(half, "postgres")} {
		if err := os.WriteFile(f, nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(real, "postgres"), filepath.Join(links, "postgres")); err != nil {
		t.Fatal(err)
	}
	if dir, ok := whole(links); !ok || dir != real {
		t.Errorf("links: %s, %t, want %s", dir, ok, real)
	}
	for _, dir := range []string{half, ".", "", "/nowhere"} {
		if dir, ok := whole(dir); ok {
			t.Errorf("%s passes for a whole installation", dir)
		}
	}
}
