package e2e

import (
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tetsuzuki/internal/postgres/pgtest"
)

// killSeed repeats the kills of an earlier run.
const killSeed = "TETSUZUKI_TEST_KILL_SEED"

// The program and its PostgreSQL are killed at 200 random moments while uploads go
// their way. Each time everything is afterwards as if the step that was broken off
// had been taken, or never begun; the step can be taken then; and nothing is left
// lying about.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short leaves the killing of processes to the whole run")
	}
	const kills, lanes = 200, 4
	seed := uint64(time.Now().UnixNano())
	if given := os.Getenv(killSeed); given != "" {
		var err error
		if seed, err = strconv.ParseUint(given, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%s=%d repeats these kills", killSeed, seed)
	hits := &hits{counts: map[hit]int{}}
	var all sync.WaitGroup
	for lane := range lanes {
		// More at once than there are processors: they mostly wait for the disk.
		all.Go(func() {
			t.Run(strconv.Itoa(lane), func(t *testing.T) {
				k := newTrial(t, lane, rand.New(rand.NewPCG(seed, uint64(lane))), hits)
				for range 2 {
					k.cycle(0) // unbroken, to learn how long each step takes
				}
				for left := kills / lanes; left > 0; {
					left -= k.cycle(left)
				}
				for more := 0; lane == 0 && more < 20 && !hits.everywhere(); more++ {
					k.cycle(len(k.lifecycle()))
				}
				k.end()
			})
		})
	}
	all.Wait()
	t.Logf("%d kills, %d of them in the middle of a step:\n%s", hits.kills, hits.total(), hits)
	if hits.kills < kills || !hits.everywhere() {
		t.Errorf("%d kills, want %d, and some of program and PostgreSQL in the middle of every phase", hits.kills, kills)
	}
}

// victim is what is killed.
type victim string

// The victims. A PostgreSQL dies whole, as by the loss of its machine; or its first
// process alone does; or one that serves a connection, as when memory runs out.
const (
	program    victim = "program"
	cluster    victim = "PostgreSQL"
	postmaster victim = "PostgreSQL's first process"
	backend    victim = "PostgreSQL's backend"
)

// phase is one of those of the lifecycle that no kill may harm.
type phase string

var phases = []phase{"reception", "reading", "confirming", "undoing"}

type hit struct {
	phase  phase
	victim victim
}

// hits counts the kills that came in the middle of a step.
type hits struct {
	sync.Mutex
	kills  int
	counts map[hit]int
}

func (h *hits) add(p phase, v victim, inside bool) {
	h.Lock()
	defer h.Unlock()
	h.kills++
	if inside {
		h.counts[hit{p, v}]++
	}
}

// lacks reports whether no kill of the program, or none of PostgreSQL, has hit a
// phase yet.
func (h *hits) lacks(p phase) (ours, theirs bool) {
	h.Lock()
	defer h.Unlock()
	ours, theirs = true, true
	for at := range h.counts {
		switch {
		case at.phase != p:
		case at.victim == program:
			ours = false
		default:
			theirs = false
		}
	}
	return ours, theirs
}

// everywhere reports whether kills of both have hit every phase.
func (h *hits) everywhere() bool {
	return !slices.ContainsFunc(phases, func(p phase) bool {
		ours, theirs := h.lacks(p)
		return ours || theirs
	})
}

func (h *hits) total() (n int) {
	for _, m := range h.counts {
		n += m
	}
	return n
}

func (h *hits) String() string {
	var lines []string
	for at, n := range h.counts {
		lines = append(lines, fmt.Sprintf("%s, %s: %d", at.phase, at.victim, n))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// trial is one registry, over which program and PostgreSQL are killed again and
// again.
type trial struct {
	t     *testing.T
	m     *machine
	s     *service
	db    *sql.DB // of the test's own, past the program
	g     *rand.Rand
	lane  int
	hits  *hits
	took  map[taking]time.Duration // unbroken, the shortest
	token map[string]string        // by login

	rows     map[string]row // what the registry holds, by name
	before   string         // the digest of all of it before the upload that is under way
	after    string         // and with it
	answered []int64        // reception numbers that the program has given
	cycles   int
	verified int // how often
	file     file
	upload   int64
}

func newTrial(t *testing.T, lane int, g *rand.Rand, h *hits) *trial {
	m := newMachine(t)
	s := m.serve(t)
	db := pgtest.Open(t, m.address())
	db.SetMaxIdleConns(0) // every connection may have died since it was used
	k := &trial{t: t, m: m, s: s, db: db, g: g, lane: lane, hits: h, took: map[taking]time.Duration{}, token: map[string]string{},
		rows: map[string]row{}}
	passwords := write(t, "password", password)
	for login, role := range map[string]string{"nyuryoku": "officer", "shonin": "approver", "honbu": "headquarters"} {
		args := []string{"account", "add", login, "--name", "架空の" + login, "--role", role, "--password-file", passwords}
		if role != "headquarters" {
			args = append(args, "--bureau", "環境局")
		}
		m.must(t, args...)
		k.token[login] = strings.TrimSpace(m.must(t, "token", "add", login, "--name", "試験"))
	}
	k.before = k.look().digest
	return k
}

// taking is what takes a time of its own.
type taking struct {
	step  string
	large bool // with a large file
}

// step is one of an upload's lifecycle.
type step struct {
	name  string
	phase phase
	// do takes it once, as somebody who knows nothing of kills; an error is one of
	// the connection.
	do func() (answer, error)
	// taken reports whether what lies in the registry is what the step makes of it,
	// rather than what it was before; anything else is an error.
	taken func(record) (bool, error)
}

// cycle takes a file through its whole lifecycle, and kills once in each step, up to most times; of
// reception and reading, which begins at once, in one of both.
func (k *trial) cycle(most int) (kills int) {
	k.t.Helper()
	k.file = k.nextFile()
	k.upload = 0
	for i, s := range k.lifecycle() {
		v := victim("")
		if kills < most && !(i < 2 && i != k.cycles%2) {
			ours, theirs := k.hits.lacks(s.phase)
			if v = program; theirs && !ours || theirs == ours && (i+k.cycles/2+k.lane)%2 == 0 {
				v = []victim{cluster, cluster, postmaster, backend}[k.g.IntN(4)]
			}
			kills++
		}
		k.take(s, v)
	}
	k.cycles++
	return kills
}

// take takes a step, where a victim is named with a kill in its middle, and then to
// its end.
func (k *trial) take(s step, v victim) {
	k.t.Helper()
	kind := taking{s.name, k.file.large}
	if v == "" {
		started := time.Now()
		if a, err := s.do(); err != nil || a.status >= 300 {
			k.t.Fatalf("%s: %v %d %s", s.name, err, a.status, a.body)
		}
		took := time.Since(started)
		if known := k.took[kind]; known == 0 || took < known {
			k.took[kind] = took
		}
		if s.phase == "reception" {
			return // the reading has begun
		}
	} else {
		moment := time.Duration(k.g.Int64N(int64(k.took[kind])))
		what := fmt.Sprintf("cycle %d, %s, %s killed after %v of %v", k.cycles, s.name, v, moment, k.took[kind])
		struck := make(chan time.Time, 1)
		time.AfterFunc(moment, func() {
			k.strike(v)
			struck <- time.Now()
		})
		a, err := s.do()
		ended := time.Now()
		k.hits.add(s.phase, v, (<-struck).Before(ended))
		if err == nil && a.status >= 300 && a.status != http.StatusServiceUnavailable {
			k.t.Errorf("%s: it answers %d %s", what, a.status, a.body)
		}
		k.recover(v)
		if done, err := s.taken(k.look()); err != nil {
			k.t.Fatalf("%s: %v", what, err)
		} else if !done && a.status/100 == 2 {
			k.t.Errorf("%s: it answered %d, and has not done it", what, a.status)
		}
		k.complete(s)
	}
	r := k.look()
	if done, err := s.taken(r); !done || err != nil {
		k.t.Fatalf("cycle %d: after %s: %v: %+v", k.cycles, s.name, err, r)
	}
	k.tidy(s.name)
}

// complete takes a step as a person does whose program may have died: looks whether
// it has been taken, and if not takes it (again).
func (k *trial) complete(s step) {
	k.t.Helper()
	k.until(s.name, func() (string, bool) {
		done, err := s.taken(k.look())
		if err != nil {
			k.t.Fatal(err)
		}
		if done {
			return "", true
		}
		a, err := s.do()
		switch {
		case err != nil:
			return err.Error(), false
		case a.status < 300, a.status == http.StatusConflict, a.status == http.StatusServiceUnavailable:
			return fmt.Sprint(a.status, " ", a.body), false // look again
		}
		k.t.Fatalf("%s: %d %s", s.name, a.status, a.body)
		return "", false
	})
}

// until tries until it works or patience ends.
func (k *trial) until(what string, try func() (said string, done bool)) {
	k.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		said, done := try()
		if done {
			return
		}
		if time.Now().After(deadline) {
			k.t.Fatalf("%s: never: %s\n%s", what, said, k.s.log)
		}
		time.Sleep(10 * time.Millisecond) // between two looks
	}
}

// strike kills. It is called beside the test's own goroutine.
func (k *trial) strike(v victim) {
	if v == program {
		_ = k.s.cmd.Process.Kill() // that it is dead, recover sees
		return
	}
	pids, children := k.m.cluster()
	switch {
	case v == cluster:
		pids = append(pids, children...)
	case v == backend && len(children) > 0:
		pids = []int{children[k.g.IntN(len(children))]}
	}
	for _, pid := range pids {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended by itself
	}
}

// recover waits until the service is there again; where the program was killed, it is
// started as its operator would do.
func (k *trial) recover(v victim) {
	k.t.Helper()
	if v == program {
		k.s.over = true
		<-k.s.ended
		k.s = k.m.serve(k.t)
	}
	k.until("ready", func() (string, bool) {
		a, err := k.s.send(k.t, "", http.MethodGet, "/readyz", nil, "")
		if err != nil {
			return err.Error(), false
		}
		return a.body, a.status == http.StatusOK
	})
}

// end stops the service, and looks at what is left then.
func (k *trial) end() {
	k.t.Helper()
	for _, id := range k.answered {
		if a, err := k.api("nyuryoku", http.MethodGet, fmt.Sprintf("/api/v1/uploads/%d", id), nil, ""); err != nil || a.status != http.StatusOK {
			k.t.Errorf("reception number %d: %v %d", id, err, a.status)
		}
	}
	if err := k.s.end(k.t, syscall.SIGTERM); err != nil {
		k.t.Errorf("the service ended with %v\n%s", err, k.s.log)
	}
	if first, children := k.m.cluster(); len(first) > 0 {
		k.t.Errorf("processes of PostgreSQL are left: %v, %v", first, children)
	}
	if k.m.databaseRuns() {
		k.t.Error("the database was not stopped")
	}
}

// row is what a file says of one process.
type row struct {
	law, status, remarks string
	total, online        int64
}

// file is one that the officer sends.
type file struct {
	name, text string
	large      bool
	rows       map[string]row
}

// filler is what makes some of the files larger than what the program holds in
// memory; the column is none of the registry's.
var filler = strings.Repeat("作り物の埋め草。", 400)

// nextFile is one that changes a part of what there is, leaves out another, and adds
// something.
func (k *trial) nextFile() file {
	f := file{name: fmt.Sprintf("一覧%d.csv", k.cycles), rows: map[string]row{}}
	pad := ""
	if f.large = k.cycles%4 == 1 || k.cycles%4 == 2; f.large {
		pad = filler
	}
	var b strings.Builder
	b.WriteString("局,手続名,根拠法令,年間件数（令和2年度）,うちオンライン件数（令和2年度）,デジタル化状況,備考,内線\n")
	for n := range 200 + 5*k.cycles {
		name := fmt.Sprintf("架空の届出%04d", n)
		r, known := k.rows[name]
		if known && n%17 == k.cycles%17 {
			continue // left out: stays as it is
		}
		if !known || n%3 == k.cycles%3 {
			total := k.g.Int64N(30000)
			r = row{"架空の法", "done", fmt.Sprintf("架空の備考%d", k.cycles), total, total / 3}
		}
		f.rows[name] = r
		fmt.Fprintf(&b, "環境局,%s,%s,%d,%d,実施済,%s,%s\n", name, r.law, r.total, r.online, r.remarks, pad)
	}
	f.text = b.String()
	return f
}

// with is what the registry holds once the file is confirmed.
func (f file) with(rows map[string]row) map[string]row {
	all := maps.Clone(rows)
	maps.Copy(all, f.rows)
	return all
}
