package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// program builds the program itself, whose memory the kernel knows.
func program(b *testing.B) (path string) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "tetsuzuki")
	if out, err := exec.Command("go", "build", "-o", path, "tetsuzuki/cmd/tetsuzuki").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return path
}

// environment is this process's own, with the settings and no others of the program.
func environment(settings ...string) []string {
	var env []string
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "TETSUZUKI_") {
			env = append(env, e)
		}
	}
	return append(env, settings...)
}
