package registry_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
)

// diagram draws the states with the acts that lead from one to another, and lists who
// may do them.
func diagram() string {
	var b strings.Builder
	b.WriteString("```mermaid\nstateDiagram-v2\n    [*] --> received : receive\n")
	for _, from := range registry.UploadStates {
		for _, to := range registry.UploadStates {
			var acts []string
			for _, act := range from.Acts() {
				if slices.Contains(from.After(act), to) {
					acts = append(acts, string(act))
				}
			}
			if acts != nil {
				fmt.Fprintf(&b, "    %s --> %s : %s\n", from, to, strings.Join(acts, ", "))
			}
		}
	}
	for _, end := range registry.UploadStates {
		if end.Ended() {
			fmt.Fprintf(&b, "    %s --> [*]\n", end)
		}
	}
	b.WriteString("```\n\n| act | | needs the power | of an upload that is |\n|---|---|---|---|\n")
	for _, act := range registry.UploadActs {
		power := string(act.Power())
		if act.Power() == registry.Approve {
			power += ", or to be an approver's deputy today"
		}
		var states []string
		for _, s := range registry.UploadStates {
			switch {
			case s.Allows(act) && s.OnlyAlone(act):
				states = append(states, string(s)+" (the operator alone)")
			case s.Allows(act):
				states = append(states, string(s))
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", act, act.Label(), power, strings.Join(states, ", "))
	}
	b.WriteString("\n| state | |\n|---|---|\n")
	for _, s := range registry.UploadStates {
		fmt.Fprintf(&b, "| %s | %s |\n", s, s.Label())
	}
	return b.String()
}

func TestTheDiagramOfStatesIsTheCodes(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("upload-states.md")
	if err != nil {
		t.Fatal(err)
	}
	const begin = "<!-- made from upload_state.go -->\n"
	_, drawn, ok := strings.Cut(string(text), begin)
	if want := diagram(); !ok || drawn != want {
		t.Errorf("upload-states.md does not show the states as they are; after the line %q it must say\n%s", begin, want)
	}
}

// Whatever is done to an upload of any state is told: where it leads, or why not and
// what to do.
func TestEveryActOnEveryStateIsTold(t *testing.T) {
	t.Parallel()
	person, operator := registry.Scope{AccountID: 1, Role: registry.Officer, BureauID: 1}, registry.Operator("test")
	for _, s := range registry.UploadStates {
		if s.Label() == "" {
			t.Errorf("%s has no name", s)
		}
		for _, act := range registry.UploadActs {
			for _, scope := range []registry.Scope{person, operator} {
				err := s.Refusal("test", scope, act)
				allowed := s.Allows(act) && (scope.Alone() || !s.OnlyAlone(act))
				if allowed != (err == nil) || err != nil && (registry.CodeOf(err) != registry.Conflict ||
					registry.MessageOf(err) == registry.MessageOf(nil)) {
					t.Errorf("%s of %s by %q: %v", act, s, scope.Actor, err)
				}
			}
			for _, after := range s.After(act) {
				if !slices.Contains(registry.UploadStates, after) {
					t.Errorf("%s of %s leads to %q, which is no state", act, s, after)
				}
			}
		}
		if s.Ended() && (s.Allows(registry.ActDiscard) || s.Waiting()) {
			t.Errorf("%s has ended and waits", s)
		}
	}
	for _, act := range registry.UploadActs {
		if act.Label() == "" {
			t.Errorf("%s has no name", act)
		}
	}
	for _, kind := range registry.UploadEventKinds {
		if kind.Label() == "" {
			t.Errorf("%s has no name", kind)
		}
	}
}
