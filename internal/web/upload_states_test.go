package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

// walker is somebody who tries everything on every upload.
type walker struct {
	*webtest.Visitor
	name     string
	uploads  bool // may work on uploads of 環境局
	outside  bool // is of another bureau
	approves bool // may approve and return, by the role or as a deputy
	undoes   bool
}

// walked is an act as somebody tries it, by page and by API. A form's fields and a body's
// text may hold READING, how often the upload was read, and ROW, one of its records.
type walked struct {
	act  registry.UploadAct
	name string
	page string // after the upload's own address
	form []string
	api  string
	body string
}

// theActs are all of them, each in a way that a person can mean.
var theActs = []walked{
	{registry.ActRead, "read", "/stage", nil, "/stage", `{}`},
	{registry.ActRead, "read right rows", "/stage-right", nil, "/stage", `{"right_only": true}`},
	{registry.ActConfirmStructure, "confirm structure", "/structure", []string{"do", "confirm", "reading", "READING"}, "/structure", `{"reading": READING}`},
	{registry.ActCorrectStructure, "correct structure", "/structure", []string{"do", "correct", "reading", "READING", "row.0.ROW", "n"},
		"/structure",
		`{"reading": READING, "sheets": [{"sheet": "Sheet1", "ignore": [ROW]}]}`},
	{registry.ActCorrectCells, "correct cells", "/corrections", []string{"sheet.0", "Sheet1", "cells.0", "CROW", "value.0", "7"},
		"/corrections", `{"cells": [{"sheet": "Sheet1", "cell": "CROW", "value": "7"}]}`},
	{registry.ActAnswer, "decide", "/decisions", []string{"all", "1", "decision", "keep"}, "/decisions", `{"decision": "keep"}`},
	{registry.ActAnswer, "match", "/matches", []string{"match.2", "new"}, "/matches", `{"matches": [{"place": 2}]}`},
	{registry.ActAnswer, "resolve", "/conflicts", []string{"now.conflict.1.digitization_status.0", "planned",
		"conflict.1.digitization_status.0", "mine"}, "/conflicts",
		`{"conflicts": [{"place": 1, "field": "digitization_status", "theirs": "planned", "take": "mine"}]}`},
	{registry.ActAnswer, "consent", "/consent", []string{"normalised", "1"}, "/consent", `{"normalised": 1}`},
	{registry.ActAnswer, "clears", "/clears", nil, "/clears", `{"clears": []}`},
	{registry.ActAnswer, "partial", "/partial", []string{"partial", "1"}, "/partial", `{"partial": true}`},
	{registry.ActSubmit, "submit", "/submit", []string{"keep", "1"}, "/submit", `{"keep": true}`},
	{registry.ActApprove, "approve", "/approve", nil, "/approve", ``},
	{registry.ActReturn, "return", "/return", []string{"reason", "架空の理由"}, "/return", `{"reason": "架空の理由"}`},
	{registry.ActDiscard, "discard", "/discard", nil, "/discard", ``},
	{registry.ActReplace, "replace", "", nil, "", ``},
	{registry.ActUndo, "undo", "/undo", []string{"direction", "undo", "reason", "架空の理由"}, "/undo", `{"reason": "架空の理由"}`},
	{registry.ActRedo, "redo", "/undo", []string{"direction", "redo", "reason", "架空の理由"}, "/redo", `{"reason": "架空の理由"}`},
}

// looks are the addresses that show an upload, or a file of it; none of them changes it.
var looks = []string{"", "/findings", "/structure", "/difference", "/conflicts", "/matches", "/receipt", "/receipt.xlsx", "/file",
	"/marked", "/remainder", "/undo"}

// onlyOnPages and onlyByAPI are those that the other has not.
var onlyOnPages, onlyByAPI = []string{"/submission", "/decisions"}, []string{"/events", "/questions", "/corrections", "/missing", "/redo"}

// walk is a registry with an upload of every state.
type walk struct {
	*webtest.Rig
	in      *intake.Intake
	log     *journal
	people  []walker
	states  map[string]int64 // an upload of each
	order   []string         // of the states
	mended  []byte           // a file that replaces another
	sending registry.Scope   // of whoever sent them all
}

// Every act on an upload of every state by every role, by page and by API: an answer that
// fits, the state that the table of moves says, never an error of the program's own, and
// no constraint of the database is what stops anybody.
func TestEveryActOnEveryStateByEveryRole(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	for i, state := range w.order {
		for k, act := range theActs {
			for n, by := range w.people {
				if strings.Contains(state, ",") && (n > 0 && !by.outside && !by.undoes || act.name == "resolve") {
					continue // what goes on beside a state stops everybody alike; nothing there is in conflict
				}
				if testing.Short() && (n > 0 && (!by.outside || (i+k)%4 > 0) || (i+k)%3 > 0) {
					continue
				}
				for door := range 2 {
					// The others come by the one door, then by the other.
					if n == 0 && !testing.Short() || (i+k+n)%2 == door {
						w.try(state, act, by, door == 1)
					}
				}
			}
		}
	}
	for _, state := range w.order {
		for i, path := range append(slices.Concat(looks, onlyOnPages), onlyByAPI...) {
			for k, by := range w.people {
				if testing.Short() && k > 0 {
					continue
				}
				if k == 0 && !testing.Short() || (i+k)%4 == 0 { // each address by each role, if not in each state
					w.look(state, path, by)
				}
			}
		}
	}
	for _, entry := range w.log.read(t) {
		if text := fmt.Sprint(entry["error"]); strings.Contains(text, "pq: ") {
			t.Errorf("the database stopped somebody: %s", text)
		}
	}
}

// newWalk seeds the states.
func newWalk(t *testing.T) *walk {
	var log journal
	r := webtest.NewRig(t, func(o *web.Options) {
		o.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	r.Idle = true
	w := &walk{Rig: r, in: intake.New(r.Store, 0), log: &log, states: map[string]int64{}}
	w.mended = webtest.Sheet(t, []any{"架空の差替えの届出", "架空差替法", 5, 1, "検討中", "不要"})
	w.meet()
	r.Imported([]any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "検討中", "不要"}, []any{"架空振動の検査", "架空振動法", 3, 1, "検討中", "不要"})

	good := webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 12000, 300, "実施済", "不要"}, []any{"架空振動検査の届出", "架空振動法", "約1200", nil, "検討中", "不要"})
	plain := func(n int) []byte {
		return webtest.Sheet(t, []any{fmt.Sprintf("架空の申請第%d号", n), fmt.Sprintf("架空の法律第%d号", n), 5, 1, "検討中", "不要"},
			[]any{"架空騒音の届出" + strconv.Itoa(n), "架空騒音法", 5, 1, "検討中", "不要"})
	}
	faulty := webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", "たくさん", 300, "実施済", "不要"}, []any{"架空振動の検査", "架空振動法", 3, 1, "検討中", "不要"})
	staged, returned := w.read("staged", good), w.read("returned", good)
	var conflicting store.Patch
	conflicting.Fields, conflicting.Process.Status = []string{"digitization_status"}, registry.Planned
	now, err := r.Store.Process(t.Context(), webtest.Fixer, 1, time.Time{})
	if err == nil {
		_, err = r.Store.Edit(t.Context(), webtest.Fixer, 1, now.ChangeID, conflicting, "架空の訂正")
	}
	w.must(err)
	for _, id := range []int64{staged, returned} { // answered, and can be answered otherwise
		w.must(r.Store.Resolve(t.Context(), w.sending, id,
			[]store.Resolution{{Place: 1, Field: "digitization_status", Theirs: "planned", Mine: true}}))
	}
	w.submit(returned)
	_, err = w.in.Return(t.Context(), webtest.Fixer, returned, "架空の理由", nil)
	w.must(err)
	w.submit(w.read("submitted", plain(1)))
	w.read("structure", webtest.OwnBook(t, "Sheet1"))
	w.read("faulty", faulty)
	w.read("unreadable", webtest.Damaged(t))
	w.receive("received", plain(2))
	w.must(w.in.Discard(t.Context(), w.sending, w.read("discarded", plain(3))))
	for state, n := range map[string]int{"confirmed": 4, "undone": 5} {
		id := w.read(state, plain(n))
		w.submit(id)
		_, err := w.in.Approve(t.Context(), webtest.Fixer, id)
		w.must(err)
		if state == "undone" {
			_, err := r.Store.Reverse(t.Context(), webtest.Fixer, id, store.Undo, "架空の理由")
			w.must(err)
		}
	}
	w.submit(w.read("unchanged", plain(4)))
	_, err = w.in.Approve(t.Context(), webtest.Fixer, w.states["unchanged"])
	w.must(err)

	// A reading that waits, that found no room, that failed for good, and one anew.
	w.must(w.in.RequestReading(t.Context(), w.sending, intake.Reading{Upload: w.receive("received, queued", plain(6))}))
	w.receive("received, kept", plain(7))
	w.sql("update upload set awaits_room = true where id = $1", w.states["received, kept"])
	for state, id := range map[string]int64{"received, failed": w.receive("received, failed", plain(8)),
		"staged, failed": w.read("staged, failed", plain(9))} {
		w.must(w.in.RequestReading(t.Context(), w.sending, intake.Reading{Upload: id}))
		w.sql("update job set state = 'failed', finished_at = now(), message = '架空の失敗' where key = $1", strconv.FormatInt(id, 10))
		w.states[state] = id
	}
	w.reading("received, being read", w.receive("received, being read", plain(10)))
	w.reading("staged, being read", w.read("staged, being read", plain(11)))
	w.writing("submitted, being written", w.read("submitted, being written", plain(12)))
	for state := range w.states {
		w.order = append(w.order, state)
	}
	slices.Sort(w.order)
	for _, s := range registry.UploadStates {
		if id, ok := w.states[string(s)]; !ok || w.state(id) != s {
			t.Fatalf("no upload is %s, but %s", s, w.state(id))
		}
	}
	return w
}

// atOnce brings requests to the service without a line between: there are thousands.
type atOnce struct{ http.Handler }

func (h atOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	r.RemoteAddr = "127.0.0.1:1"
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}

// meet brings everybody who tries.
func (w *walk) meet() {
	hash, err := webtest.PasswordHash()
	w.must(err)
	account := func(login string, role registry.Role, bureau int) int64 {
		id, err := w.Store.AddAccount(w.T.Context(), webtest.Fixer,
			registry.Account{Login: login, Name: "架空の" + login, Role: role, BureauID: bureau}, hash)
		w.must(err)
		return id
	}
	other, err := w.Store.Bureau(w.T.Context(), "港湾局")
	w.must(err)
	account("colleague", registry.Officer, w.Bureau.ID)
	account("abroad", registry.Officer, other.ID)
	deputy := account("deputy", registry.Officer, w.Bureau.ID)
	today := registry.DayOf(time.Now())
	_, err = w.Store.AddDeputy(w.T.Context(), webtest.Fixer,
		registry.Deputy{AccountID: w.Ids[registry.Approver], DeputyID: deputy, From: today, To: today.AddDate(0, 0, 7)})
	w.must(err)
	w.sending = registry.ScopeOf(registry.Account{ID: w.Ids[registry.Officer], Name: "架空の局入力者", Role: registry.Officer, BureauID: w.Bureau.ID})
	for _, role := range append(slices.Clone(registry.Roles), "colleague", "deputy", "abroad") {
		by := walker{Visitor: w.As(role), name: string(role)}
		by.Client.Transport = atOnce{w.Handler}
		switch role {
		case registry.Headquarters:
			by.uploads, by.approves, by.undoes = true, true, true
		case registry.Approver, "deputy":
			by.uploads, by.approves = true, true
		case registry.Officer, "colleague":
			by.uploads = true
		case "abroad":
			by.uploads, by.outside = true, true
		}
		w.people = append(w.people, by)
	}
}

func (w *walk) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

func (w *walk) sql(text string, args ...any) {
	w.T.Helper()
	_, err := w.World.Pool.ExecContext(w.T.Context(), text, args...)
	w.must(err)
}

// receive is an upload that nobody has read.
func (w *walk) receive(state string, file []byte) int64 {
	w.T.Helper()
	u, err := w.in.Receive(w.T.Context(), w.sending, intake.File{Name: "架空.xlsx", Data: bytes.NewReader(file)},
		intake.Options{BureauID: w.Bureau.ID})
	w.must(err)
	w.states[state] = u.ID
	return u.ID
}

// read is one that was read.
func (w *walk) read(state string, file []byte) int64 {
	w.T.Helper()
	id := w.receive(state, file)
	_, err := w.in.Stage(w.T.Context(), w.sending, id, "")
	w.must(err)
	return id
}

func (w *walk) submit(id int64) {
	w.T.Helper()
	_, err := w.in.Submit(w.T.Context(), w.sending, id, store.Submission{Keep: true})
	w.must(err)
}

// state is the upload's, past the program.
func (w *walk) state(id int64) (s registry.UploadState) {
	w.T.Helper()
	w.must(w.World.Pool.QueryRowContext(w.T.Context(), "select coalesce((select state from upload where id = $1), '')", id).Scan(&s))
	return s
}

// reading is an upload whose reading goes on until the end of the test.
func (w *walk) reading(state string, id int64) {
	w.T.Helper()
	began, end, over := make(chan struct{}), make(chan struct{}), make(chan struct{})
	ctx := context.WithoutCancel(w.T.Context())
	stopped := errors.New("stopped")
	go func() {
		defer close(over)
		err := w.Store.Stage(ctx, w.sending, id, func(func(*store.StagedRow) error) error {
			close(began)
			<-end
			return stopped
		}, nil)
		if !errors.Is(err, stopped) {
			w.T.Errorf("%s: %v", state, err)
		}
	}()
	w.T.Cleanup(func() { close(end); <-over })
	<-began
	w.states[state] = id
}

// writing is an upload whose being written goes on until the end of the test.
func (w *walk) writing(state string, id int64) {
	w.T.Helper()
	w.submit(id)
	w.T.Cleanup(w.Hold(fmt.Sprintf("select pg_advisory_xact_lock((7417002::bigint << 32) | %d)", id)))
	w.states[state] = id
}

// copied is another upload of the state, as the one that was seeded.
func (w *walk) copied(state string) (id int64) {
	w.T.Helper()
	const with = "insert into %[1]s overriding system value select (jsonb_populate_record(t, %[2]s)).* from %[1]s t where %[3]s = $1"
	w.must(w.World.Pool.QueryRowContext(w.T.Context(),
		fmt.Sprintf(with+" returning id", "upload", "jsonb_build_object('id', nextval(pg_get_serial_sequence('upload', 'id')))",
			"id"), w.states[state]).Scan(&id))
	for _, table := range []string{"upload_chunk", "upload_conflict", "upload_decision", "upload_match", "staged_row"} {
		w.sql(fmt.Sprintf(with, table, "jsonb_build_object('upload_id', $2::bigint)", "upload_id"), w.states[state], id)
	}
	w.sql(fmt.Sprintf(with, "upload_event",
		"jsonb_build_object('id', nextval(pg_get_serial_sequence('upload_event', 'id')), 'upload_id', $2::bigint)", "upload_id"),
		w.states[state], id)
	return id
}

// try is an act by one person through one door.
func (w *walk) try(state string, a walked, by walker, api bool) {
	w.T.Helper()
	id := w.states[state]
	from := w.state(id)
	busy := strings.Contains(state, "being")
	may := by.uploads && !by.outside
	switch a.act.Power() {
	case registry.Approve:
		may = may && by.approves
	case registry.Undo:
		may = by.undoes
	}
	allowed := may && from.Allows(a.act) && !from.OnlyAlone(a.act) && (!busy || a.act == registry.ActReplace || a.act == registry.ActRead)
	if allowed && a.act.Power() != registry.Undo && !busy {
		id = w.copied(state)
	}
	got := w.send(a, id, by, api)
	w.sql("delete from job where state = 'available' and key <> $1", strconv.FormatInt(w.states["received, queued"], 10)) // nobody does them
	after := w.state(id)
	what := fmt.Sprintf("%s of what is %s by %s (API %t): %d", a.name, state, by.name, api, got.Status)
	text := got.Body
	if _, main, ok := strings.Cut(text, "<main"); ok {
		text = main
	}
	switch {
	case got.Status >= 500:
		w.T.Errorf("%s: %.1500s", what, text)
	case !may && by.outside && a.act.Power() != registry.Undo:
		if got.Status != http.StatusNotFound {
			w.T.Errorf("%s, want 404: %.500s", what, text)
		}
	case !may:
		if got.Status != http.StatusForbidden {
			w.T.Errorf("%s, want 403: %.500s", what, text)
		}
	case !allowed:
		if got.Status != http.StatusConflict {
			w.T.Errorf("%s, want 409: %.500s", what, text)
		}
	default:
		want := http.StatusSeeOther
		if api {
			want = http.StatusOK
			if a.act == registry.ActReplace {
				want = http.StatusCreated
			}
		}
		if got.Status != want {
			w.T.Errorf("%s, want %d: %.1500s", what, want, text)
			return
		}
		if !busy && a.act == registry.ActRead { // as a job, which nobody does here
			_, err := w.in.Stage(w.T.Context(), w.sending, id, "")
			w.must(err)
			after = w.state(id)
		}
		if a.act == registry.ActReplace && !busy {
			after = w.replaced(id, got)
		}
		if busy {
			break
		}
		if a.act.Power() == registry.Undo { // as it was, for the other door
			back := map[registry.UploadAct]store.Reversal{registry.ActUndo: store.Redo, registry.ActRedo: store.Undo}[a.act]
			_, err := w.Store.Reverse(w.T.Context(), webtest.Fixer, id, back, "架空の理由")
			w.must(err)
		}
		if !slices.Contains(from.After(a.act), after) {
			w.T.Errorf("%s leads from %s to %s, want one of %s", what, from, after, from.After(a.act))
		}
		return
	}
	if after != from {
		w.T.Errorf("%s: it is %s now", what, after)
	}
}

// send asks for the act.
func (w *walk) send(a walked, id int64, by walker, api bool) webtest.Answer {
	w.T.Helper()
	at := "/uploads"
	if api {
		at = "/api/v1/uploads"
	}
	number := strconv.FormatInt(id, 10)
	if a.act == registry.ActReplace {
		bureau := strconv.Itoa(w.Bureau.ID)
		if api {
			bureau = w.Bureau.Code
		}
		fields := []string{"replaces", number}
		if !by.outside {
			fields = append(fields, "bureau", bureau)
		}
		return by.Visitor.Send(at, "直したもの.xlsx", w.mended, fields...)
	}
	reading := strconv.FormatInt(w.Count("select reading from upload where id = $1", id), 10)
	row := "3"
	if w.state(id) == registry.UploadStructure {
		row = "5" // its header is in the third
	}
	fill := strings.NewReplacer("READING", reading, "ROW", row)
	if api {
		return by.Call(http.MethodPost, at+"/"+number+a.api, fill.Replace(a.body))
	}
	form := url.Values{}
	for i := 0; i+1 < len(a.form); i += 2 {
		form.Add(fill.Replace(a.form[i]), fill.Replace(a.form[i+1]))
	}
	return by.Do(http.MethodPost, at+"/"+number+a.page, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
}

// replaced is the state of an upload once the file that was handed in for it is
// submitted.
func (w *walk) replaced(id int64, got webtest.Answer) registry.UploadState {
	w.T.Helper()
	to := got.Header.Get("Location")
	by, err := strconv.ParseInt(to[strings.LastIndex(to, "/")+1:], 10, 64)
	w.must(err)
	_, err = w.in.Stage(w.T.Context(), w.sending, by, "")
	w.must(err)
	_, err = w.in.Submit(w.T.Context(), w.sending, by, store.Submission{Keep: true})
	w.must(err)
	return w.state(id)
}

// look opens what shows an upload.
func (w *walk) look(state, path string, by walker) {
	w.T.Helper()
	id := w.states[state]
	from := w.state(id)
	for _, at := range []string{"/uploads/", "/api/v1/uploads/"} {
		if at == "/uploads/" && slices.Contains(onlyByAPI, path) || at != "/uploads/" && slices.Contains(onlyOnPages, path) {
			continue
		}
		got := by.Get(at + strconv.FormatInt(id, 10) + path)
		fits := []int{200, 303, 400, 409}
		switch {
		case (path == "/undo" || path == "/redo") && !by.undoes:
			fits = []int{403}
		case by.outside:
			fits = []int{404}
		}
		if !slices.Contains(fits, got.Status) {
			w.T.Errorf("%s%s of what is %s by %s: %d, want one of %v: %.1000s", at, path, state, by.name, got.Status, fits, got.Body)
		}
	}
	if after := w.state(id); after != from {
		w.T.Errorf("%s: to look at it made it %s", state, after)
	}
}
