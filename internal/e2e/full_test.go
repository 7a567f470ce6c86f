package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// smallDisks mounts file systems of their own for the folder's disk/ and tmp/, and
// runs a program there. They end with the last process that sees them.
const smallDisks = `set -eu
mount -t tmpfs -o size=200m,mode=755 tetsuzuki-test "$1/disk"
mount -t tmpfs -o size=12m,mode=1777 tetsuzuki-test "$1/tmp"
shift
exec "$@"`

// A disk without room, be it the one for passing files or the database's, is told of,
// loses nothing, and keeps nobody from reading; with room again all goes on by itself.
func TestAFullDiskSaysSoAndLosesNothing(t *testing.T) {
	t.Parallel()
	m := bareMachine(t)
	dir := filepath.Dir(m.data)
	disk := filepath.Join(dir, "disk")
	if err := os.Mkdir(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	m.data = filepath.Join(disk, "var")
	apart, join := []string{"unshare", "--mount"}, []string{"nsenter", "--mount"}
	if os.Geteuid() != 0 {
		apart = []string{"unshare", "--user", "--map-current-user", "--keep-caps", "--mount"}
		join = []string{"nsenter", "--user", "--preserve-credentials", "--mount"}
	}
	m.through = append(apart, "sh", "-c", smallDisks, "sh", dir)
	if out, err := exec.CommandContext(t.Context(), m.through[0], append(m.through[1:], "true")...).CombinedOutput(); err != nil {
		t.Skipf("no file system can be mounted here: %v %s", err, out)
	}
	s := m.serve(t)
	pid := s.cmd.Process.Pid
	m.through = append(join, "--target", fmt.Sprint(pid))
	ballast := fmt.Sprintf("/proc/%d/root%s/ballast", pid, disk)
	passwords := write(t, "password", password)
	token := map[string]string{}
	for login, role := range map[string]string{"nyuryoku": "officer", "shonin": "approver"} {
		m.must(t, "account", "add", login, "--name", "架空の"+role, "--role", role, "--bureau", "環境局", "--password-file", passwords)
		token[login] = strings.TrimSpace(m.must(t, "token", "add", login, "--name", "試験"))
	}
	call := func(login, method, path, body string) answer {
		t.Helper()
		a, err := s.send(t, token[login], method, path, strings.NewReader(body), "application/json")
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	until := func(what string, done func() bool) {
		t.Helper()
		for limit := time.Now().Add(patience); !done(); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(limit) {
				t.Fatalf("never: %s\n%s", what, s.log)
			}
		}
	}
	states := func() map[int64]string {
		t.Helper()
		a := call("nyuryoku", http.MethodGet, "/api/v1/uploads", "")
		var list struct {
			Uploads []struct {
				Upload int64
				State  string
			}
		}
		if err := json.Unmarshal([]byte(a.body), &list); err != nil || a.status != http.StatusOK {
			t.Fatalf("the list of uploads: %d %s", a.status, a.body)
		}
		of := map[int64]string{}
		for _, u := range list.Uploads {
			of[u.Upload] = u.State
		}
		return of
	}
	noise := func(size int) string {
		const letters = "0123456789abcdefghijklmnopqrstuvwxyz,\n" // a text, as a csv file is
		g, b := rand.NewPCG(1, uint64(size)), make([]byte, size)
		for i := range b {
			b[i] = letters[g.Uint64()%uint64(len(letters))]
		}
		return string(b)
	}
	refused := func(what, content string) {
		t.Helper()
		a, _, err := s.handIn(t, token["nyuryoku"], "一覧.csv", content)
		if err != nil || a.status != http.StatusInsufficientStorage || !strings.Contains(a.body, `"no_space"`) ||
			!strings.Contains(a.body, "ディスクの空きがない") || !strings.Contains(a.body, "保存していません") {
			t.Errorf("%s: %v %d %s", what, err, a.status, a.body)
		}
	}

	_, first, err := s.handIn(t, token["nyuryoku"], "一覧.csv", inventory)
	if err != nil || first == 0 {
		t.Fatal(err)
	}
	until("the first file is read", func() bool { return states()[first] == "staged" })
	if a := call("nyuryoku", http.MethodPost, fmt.Sprintf("/api/v1/uploads/%d/submit", first), `{"keep":true}`); a.status != http.StatusOK {
		t.Fatalf("submit: %d %s", a.status, a.body)
	}

	refused("no room for passing files", noise(16<<20))

	fill(t, ballast)
	refused("no room in the database", noise(1<<20))
	if a := call("shonin", http.MethodPost, fmt.Sprintf("/api/v1/uploads/%d/approve", first),
		`{}`); a.status != http.StatusInsufficientStorage {
		t.Errorf("approve: %d %s", a.status, a.body)
	}
	if a := call("shonin", http.MethodGet, "/api/v1/processes", ""); a.status != http.StatusOK || !strings.Contains(a.body, `"total":0`) {
		t.Errorf("reading: %d %s", a.status, a.body)
	}
	if got := states(); len(got) != 1 || got[first] != "submitted" {
		t.Errorf("the uploads are %v", got)
	}

	// With some room for rows, but none for the database's next log, it falls, and
	// cannot rise again.
	if err := os.Truncate(ballast, size(t, ballast)-15<<20); err != nil {
		t.Fatal(err)
	}
	received := map[int64]bool{first: true}
	for n := 0; ; n++ {
		a, id, err := s.handIn(t, token["nyuryoku"], fmt.Sprintf("雑音%d.csv", n), noise(1<<20+n))
		if err != nil || n == 200 {
			t.Fatalf("the database does not fall: %v, %d %s", err, a.status, a.body)
		}
		if id != 0 {
			received[id] = true
		}
		if a.status == http.StatusServiceUnavailable {
			break
		}
		if a.status != http.StatusCreated && a.status != http.StatusInsufficientStorage {
			t.Errorf("with little room: %d %s", a.status, a.body)
		}
	}

	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	until("the service works again", func() bool {
		a, err := s.send(t, token["nyuryoku"], http.MethodGet, "/api/v1/uploads", nil, "")
		return err == nil && a.status == http.StatusOK
	})
	until("what was received is read", func() bool {
		of := states()
		for id := range received {
			switch of[id] {
			case "":
				t.Fatalf("upload %d is lost", id)
			case "received":
				return false
			}
		}
		return true
	})
	if a := call("shonin", http.MethodPost, fmt.Sprintf("/api/v1/uploads/%d/approve", first), `{}`); a.status != http.StatusOK {
		t.Errorf("approve: %d %s", a.status, a.body)
	}
	if a, id, err := s.handIn(t, token["nyuryoku"], "一覧.csv", noise(1<<20)); err != nil || id == 0 {
		t.Errorf("the file that was refused: %v %d %s", err, a.status, a.body)
	}
	if got := figuresOf(t, m.must(t, "progress", "--json")); got != want {
		t.Errorf("progress %+v, want %+v", got, want)
	}
	m.must(t, "verify")
	if left, err := os.ReadDir(fmt.Sprintf("/proc/%d/root%s", pid, m.temporary)); err != nil || len(left) > 0 {
		t.Errorf("files are left: %v %v", left, err)
	}
}

// fill writes a file until its disk has no room left.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for piece := 1 << 20; piece > 0; piece /= 16 {
		for err = nil; err == nil; {
			_, err = io.Copy(f, bytes.NewReader(make([]byte, piece)))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
