package house

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// arrow is one of the picture of the rooms in CONTRIBUTING: who imports --> what is imported.
var arrow = regexp.MustCompile(`(?m)^ *([a-z]+) --> ([a-z &]+)$`)

// The picture of the rooms shows what the code imports: each arrow is one of the code's, and
// what a room imports is at the end of some of its arrows, one after the other.
func TestThePictureOfTheRoomsIsTheCodes(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root(t), ".github", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string][]string{}
	for _, a := range arrow.FindAllStringSubmatch(string(text), -1) {
		drawn[a[1]] = append(drawn[a[1]], strings.Split(a[2], " & ")...)
	}
	within, across := importsOfRooms(t)
	for from, targets := range drawn {
		for _, to := range targets {
			if !across[from][to] {
				t.Errorf("the picture has %s --> %s, which is not in the code", from, to)
			}
		}
	}
	for from := range across {
		reached := reachable(drawn, from)
		for to := range across[from] {
			if !reached[to] {
				t.Errorf("%s imports %s, and no arrows of the picture lead there", from, to)
			}
		}
		if reached[from] {
			t.Errorf("the picture's arrows lead from %s back to it", from)
		}
	}
	for _, apart := range [][2]string{{"page", "api"}, {"api", "page"}, {"request", "page"}, {"request", "api"}} {
		if reachable(drawn, apart[0])[apart[1]] {
			t.Errorf("the picture leads from %s to %s", apart[0], apart[1])
		}
	}
	for room := range within {
		if name := path.Base(room); drawn[name] == nil && !slices.ContainsFunc(slices.Collect(maps.Values(drawn)), func(to []string) bool {
			return slices.Contains(to, name)
		}) {
			t.Errorf("the picture lacks the room %s", room)
		}
	}
}

// importsOfRooms are the rooms of the program, and by their last names what each imports
// of the others. What only tests have is left out.
func importsOfRooms(t *testing.T) (rooms map[string]bool, across map[string]map[string]bool) {
	t.Helper()
	rooms, across = map[string]bool{}, map[string]map[string]bool{}
	for _, f := range files(t) {
		if f.test || slices.Contains(testRooms, f.room) {
			continue
		}
		rooms[f.room] = true
		from := path.Base(f.room)
		for _, p := range imports(f) {
			to, ours := strings.CutPrefix(p, module+"/")
			if !ours {
				continue
			}
			if to = roomOf(to + "/x"); to != f.room {
				if across[from] == nil {
					across[from] = map[string]bool{}
				}
				across[from][path.Base(to)] = true
			}
		}
	}
	return rooms, across
}

// testRooms are only for tests.
var testRooms = []string{"internal/web/webtest", "internal/store/storetest", "internal/browser", "internal/survey", "internal/crashtest",
	"internal/wording",
	"internal/bench", "internal/e2e", "internal/house"}

// reachable are the ends of all ways along the arrows from a room.
func reachable(arrows map[string][]string, from string) map[string]bool {
	seen := map[string]bool{}
	for next := arrows[from]; len(next) > 0; {
		to := next[0]
		next = next[1:]
		if !seen[to] {
			seen[to] = true
			next = append(slices.Clone(next), arrows[to]...)
		}
	}
	return seen
}
