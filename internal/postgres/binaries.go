package postgres

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// folders are where packages put the server programs when they are not on
// PATH: Debian, RHEL (PGDG), SUSE, FreeBSD and others, Homebrew, Postgres.app.
var folders = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/lib/postgresql*/bin",
	"/usr/local/pgsql/bin",
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin",
	"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// binaries is one installation of the server programs.
type binaries struct {
	dir    string
	major  int
	onPath bool
}

// findBinaries returns the installation to use. A cluster can only be run by
// the major version that made it, so want (0 for a new cluster) rules;
// otherwise the one on PATH is taken, else the newest.
func findBinaries(ctx context.Context, want int) (binaries, error) {
	path := filepath.SplitList(os.Getenv("PATH"))
	var usual []string
	for _, p := range folders {
		m, _ := filepath.Glob(p) // the patterns are constants and well formed
		usual = append(usual, m...)
	}
	var found []binaries
	for i, dir := range slices.Concat(path, usual) {
		dir, ok := whole(dir)
		if !ok {
			continue
		}
		if major, err := majorOf(ctx, dir); err == nil {
			found = append(found, binaries{dir, major, i < len(path)})
		}
	}
	return choose(found, want)
}

func choose(found []binaries, want int) (binaries, error) {
	if len(found) == 0 {
		return binaries{}, ErrNoBinaries
	}
	if want != 0 {
		i := slices.IndexFunc(found, func(b binaries) bool { return b.major == want })
		if i < 0 {
			return binaries{}, &Error{Message: fmt.Sprintf(
				"データは PostgreSQL %d のものですが、この版のサーバーが見つかりません。PostgreSQL %d を入れてください。", want, want)}
		}
		return found[i], nil
	}
	if i := slices.IndexFunc(found, func(b binaries) bool { return b.onPath }); i >= 0 {
		return found[i], nil
	}
	return slices.MaxFunc(found, func(a, b binaries) int { return a.major - b.major }), nil
}

// whole resolves the links of a folder's server programs and says whether the
// folder they lie in has both that are needed. Relative entries of PATH are
// not trusted.
func whole(dir string) (string, bool) {
	program, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil || !filepath.IsAbs(program) {
		return "", false
	}
	dir = filepath.Dir(program)
	return dir, executable(program) && executable(filepath.Join(dir, "initdb"))
}

func executable(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

func majorOf(ctx context.Context, dir string) (int, error) {
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return 0, err
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("no version in %q", out)
	}
	return strconv.Atoi(string(m[1]))
}

// clusterMajor is the major version that made the cluster; 0 where there is none.
func clusterMajor(data string) (int, error) {
	b, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if os.IsNotExist(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(b)))
}
