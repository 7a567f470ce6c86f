package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
)

// TestHowABureauStandsInARound writes the uploads of one bureau each, as "state submitted
// finished replaces", the days those of May; "replaced" is a discarded one whose place another
// took. An upload is received on the day of its place in the list.
func TestHowABureauStandsInARound(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	hq := registry.Operator("試験")
	round := registry.Round{OpensOn: tokyoDay(2099, 5, 1), Deadline: tokyoDay(2099, 5, 31), Asks: registry.AsksAll}
	bureaus, err := w.Board(t.Context(), hq, round)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name    string
		uploads []string
		want    string // standing upload, later one, first submission, handed in, confirmed
	}{
		{"nothing", nil, "- - - - -"},
		{"the last open one", []string{"faulty - - 0", "staged - - 0"}, "2 - - - -"},
		{"a registered one stays when another is begun", []string{"confirmed 5 6 0", "staged - - 0"}, "1 2 5 5 6"},
		{"and when another is faulty or returned", []string{"unchanged 5 6 0", "faulty - - 0", "returned 8 - 0"}, "1 3 5 5 6"},
		{"of two registered ones the one registered last", []string{"confirmed 5 9 0", "confirmed 6 7 0"}, "1 - 5 5 9"},
		{"one that waits for approval is shown, however old", []string{"submitted 5 - 0", "faulty - - 0", "confirmed 6 7 0"}, "3 1 5 5 7"},
		{"an older open one is not", []string{"staged - - 0", "confirmed 6 7 0"}, "2 - 6 6 7"},
		{"a first submission that was replaced", []string{"replaced 5 - 0", "submitted 20 - 1"}, "2 - 5 5 -"},
		{"twice", []string{"replaced 5 - 0", "replaced 9 - 1", "confirmed 20 21 2"}, "3 - 5 5 21"},
		{"replaced by one that was given up", []string{"replaced 5 - 0", "discarded 20 - 1"}, "- - - - -"},
		{"replaced by one given up, and begun anew", []string{"replaced 5 - 0", "discarded 20 - 1", "staged - - 1"}, "3 - - - -"},
		{"given up", []string{"discarded 5 - 0"}, "- - - - -"},
		{"given up, then submitted anew", []string{"discarded 5 - 0", "submitted 20 - 0"}, "2 - 20 20 -"},
		{"a mended file that is not submitted yet", []string{"returned 5 - 0", "staged - - 1"}, "2 - 5 5 -"},
		{"undone", []string{"undone 5 6 0"}, "- - 5 - -"},
		{"undone, then submitted anew", []string{"undone 5 6 0", "submitted 20 - 0"}, "2 - 5 5 -"},
		{"undone, and an earlier one stands", []string{"confirmed 5 6 0", "undone 8 9 0"}, "1 - 5 5 6"},
		{"registered without a submission, twice", []string{"confirmed - 5 0", "confirmed - 20 0"}, "2 - - 5 20"},
		{"what could not be read", []string{"unreadable - - 0"}, "- - - - -"},
	}
	var change int64 // by which the undone ones were
	if err := w.Pool.QueryRowContext(t.Context(), `insert into change (at, actor, kind, previous_hash, content_hash, hash)
		select '2099-05-25', '作り物', 'undo', z, z, z from (select decode(repeat('00', 32), 'hex') as z) as zero returning id`).
		Scan(&change); err != nil {
		t.Fatal(err)
	}
	ids := map[int][]int64{}
	for i, c := range cases {
		bureau := bureaus[i].BureauID
		for k, text := range c.uploads {
			var state, submitted, finished string
			var replaces int
			if _, err := fmt.Sscan(text, &state, &submitted, &finished, &replaces); err != nil {
				t.Fatal(err)
			}
			day := func(text string) any {
				if text == "-" {
					return nil
				}
				return "2099-05-" + text
			}
			var id int64
			var of any
			if replaces > 0 {
				of = ids[bureau][replaces-1]
			}
			ends := state != "faulty" && state != "unreadable" && finished == "-"
			stored := strings.Replace(state, "replaced", "discarded", 1)
			if stored == "discarded" || !ends && finished == "-" {
				finished = "25"
			}
			if err := w.Pool.QueryRowContext(t.Context(), `
				insert into upload (actor, bureau_id, file_name, file_bytes, sha256, state, received_at, finished_at, replaces, undone_by)
				values ('架空', $1, 'a.xlsx', 0, sha256(''), $2, $3::date, $4::date, $5, case when $2 = 'undone' then $6::bigint end) returning id`,
				bureau, stored, fmt.Sprintf("2099-05-%02d", 2+k), day(finished), of, change).Scan(&id); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			ids[bureau] = append(ids[bureau], id)
			event := func(kind string, at any) {
				if _, err := w.Pool.ExecContext(t.Context(), `insert into upload_event (upload_id, actor, kind, text, at)
					values ($1, '架空', $2, '', $3::date)`, id, kind, at); err != nil {
					t.Fatal(err)
				}
			}
			if submitted != "-" {
				event("submitted", day(submitted))
			}
			if stored == "discarded" {
				event(state, "2099-05-25")
			}
		}
	}
	rows, err := w.Board(t.Context(), hq, round)
	if err != nil {
		t.Fatal(err)
	}
	got := map[int]string{}
	for _, r := range rows {
		place := func(id int64) string {
			for k, have := range ids[r.BureauID] {
				if have == id {
					return fmt.Sprint(k + 1)
				}
			}
			return "-"
		}
		day := func(at time.Time) string {
			if at.IsZero() {
				return "-"
			}
			return fmt.Sprint(at.In(time.UTC).Day())
		}
		got[r.BureauID] = strings.Join([]string{place(r.UploadID), place(r.Later.UploadID),
			day(r.SubmittedAt), day(r.HandedInAt), day(r.ConfirmedAt)}, " ")
	}
	for i, c := range cases {
		if stands := got[bureaus[i].BureauID]; stands != c.want {
			t.Errorf("%s: %q, want %q", c.name, stands, c.want)
		}
	}
}

func tokyoDay(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, registry.Tokyo)
}

// A round after the first inventory asks the bureaus that have processes, as of its end once
// it is over; reminders go to those of them that have somebody to read them.
func TestWhomARoundAsksAndWhomAReminderReaches(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	hq := registry.Operator("試験")
	bureau := func(name string) int {
		b, err := w.Bureau(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		return b.ID
	}
	env, roads, port := bureau("環境局"), bureau("建設局"), bureau("港湾局")
	save := func(r registry.Round) registry.Round {
		id, err := w.SaveRound(t.Context(), hq, r)
		if err != nil {
			t.Fatal(err)
		}
		all, err := w.Rounds(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			if r.ID == id {
				return r
			}
		}
		t.Fatal("the round is not there")
		return r
	}
	first := save(registry.Round{Name: "架空の初回", FiscalYear: 2021, OpensOn: tokyoDay(2022, 4, 1), Deadline: tokyoDay(2022, 4, 30)})
	if first.Asks != registry.AsksAll {
		t.Errorf("the first round asks %q", first.Asks)
	}
	of := func(bureau int, status registry.Status) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: bureau, Status: status, InScope: true}}
	}
	moves := of(roads, registry.Planned)
	w.Change(t, "2022-05-01 09:00", "架空", of(env, registry.Planned), moves, of(port, registry.Abolished))
	second := save(registry.Round{Name: "架空の次", FiscalYear: 2021, OpensOn: tokyoDay(2022, 6, 1), Deadline: tokyoDay(2022, 6, 30)})
	if second.Asks != registry.AsksHolders {
		t.Errorf("the second round asks %q", second.Asks)
	}
	asked := func(r registry.Round) (names []int) {
		t.Helper()
		rows, err := w.Board(t.Context(), hq, r)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if row.Asked {
				names = append(names, row.BureauID)
			}
		}
		return names
	}
	if diff := cmp.Diff([]int{env, roads}, asked(second)); diff != "" {
		t.Errorf("the round asks:\n%s", diff)
	}
	moves.BureauID = env
	w.Change(t, "2023-05-01 09:00", "架空", moves)
	if diff := cmp.Diff([]int{env}, asked(second)); diff != "" {
		t.Errorf("the open round asks:\n%s", diff)
	}
	second.Ends = tokyoDay(2023, 4, 1)
	if diff := cmp.Diff([]int{env, roads}, asked(second)); diff != "" {
		t.Errorf("a round asks, once it is over:\n%s", diff)
	}
	second.Ends, second.Asks = time.Time{}, registry.AsksAll
	if second = save(second); len(asked(second)) < 20 || second.Asks != registry.AsksAll {
		t.Errorf("a round for all asks %v", asked(second))
	}
	second.Asks = ""
	if second = save(second); second.Asks != registry.AsksAll {
		t.Errorf("a change that does not say whom changes it to %q", second.Asks)
	}

	now := tokyoDay(2022, 7, 10)
	if _, err := w.Remind(t.Context(), hq, second.ID, []int{env}, "", now); registry.CodeOf(err) != registry.Conflict ||
		!strings.Contains(registry.MessageOf(err), "アカウント") {
		t.Errorf("a bureau without an account is reminded: %v", err)
	}
	people := map[string]registry.Account{
		"yamada": {Name: "架空 山田", Role: registry.Officer, BureauID: env, Email: "yamada@example.lg.jp"},
		"suzuki": {Name: "架空 鈴木", Role: registry.Approver, BureauID: env},
		"left":   {Name: "架空 退職", Role: registry.Officer, BureauID: roads},
	}
	for login, a := range people {
		a.Login = login
		id, err := w.AddAccount(t.Context(), hq, a, "")
		if err != nil {
			t.Fatal(err)
		}
		if login == "left" {
			if err := w.DisableAccount(t.Context(), hq, id); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := w.Remind(t.Context(), hq, second.ID, []int{env, roads}, "", now)
	if err != nil || !cmp.Equal(got.Bureaus, []int{env}) || got.People != 2 || !cmp.Equal(got.Without, []int{roads}) {
		t.Errorf("%+v are reminded, %v", got, err)
	}
	if due, err := w.GatherMails(t.Context(), hq); err != nil || !due {
		t.Fatalf("mails: %v, %v", due, err)
	}
	reached := func(scope registry.Scope) (all []string) {
		t.Helper()
		sent, err := w.Reminders(t.Context(), scope, second.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range sent {
			for _, p := range r.Reached {
				all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s", p.Name, p.Way, p.Address)))
			}
		}
		return all
	}
	notices := []string{"架空 山田 notice", "架空 鈴木 notice"}
	if diff := cmp.Diff(notices, reached(hq)); diff != "" {
		t.Errorf("before the mail:\n%s", diff)
	}
	for {
		m, ok, err := w.ClaimMail(t.Context(), hq)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		if err := w.MailSent(t.Context(), hq, m); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{notices[0], "架空 山田 mail yamada@example.lg.jp", notices[1]}, reached(hq)); diff != "" {
		t.Errorf("after the mail:\n%s", diff)
	}
	officer := registry.ScopeOf(registry.Account{ID: 1, Name: "架空", Role: registry.Officer, BureauID: env})
	if diff := cmp.Diff([]string{notices[0], "架空 山田 mail", notices[1]}, reached(officer)); diff != "" {
		t.Errorf("as the bureau sees it:\n%s", diff)
	}
	officer.BureauID = roads
	if all := reached(officer); len(all) > 0 {
		t.Errorf("another bureau sees %v", all)
	}
}

func TestRoundsSurviveTheStepOfWhomTheyAskUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 60, 67
	pool, do := migrating(t)
	do(before, `insert into round (name, fiscal_year, opens_on, deadline, set_by) values
		('架空の初回', 2021, '2022-04-01', '2022-04-30', '架空'), ('架空の次', 2021, '2022-06-01', '2022-06-30', '架空')`)
	do(before, `insert into change (at, actor, kind, previous_hash, content_hash, hash)
		select '2022-05-01', '作り物', 'sample', z, z, z from (select decode(repeat('00', 32), 'hex') as z) as zero`)
	do(before, `insert into process (process_id, recorded_from, change_id, bureau_id, procedure_name, search_text, identity_key)
		values (1, '2022-05-01', 1, 1, '作り物', '', '')`)
	do(step, "select")
	var got string
	if err := pool.QueryRow(`select string_agg(asks, ' ' order by id) from round`).Scan(&got); err != nil || got != "all holders" {
		t.Errorf("%q, %v", got, err)
	}
	do(before, "select")
	do(step, "select")
}
