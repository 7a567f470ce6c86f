package store_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

func names(processes []registry.Process) string {
	var all []string
	for _, p := range processes {
		all = append(all, p.ProcedureName)
	}
	return strings.Join(all, " ")
}

func TestFilters(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	for query, want := range map[string]string{
		"":           "ローン業の登録 廃棄物処理業の許可 騒音１００％の届出 道路占用許可 河川のカード申請 内部手続 重点とした手続",
		"bureau=B10": "ローン業の登録 廃棄物処理業の許可 騒音１００％の届出",
		"bureau=環境局&bureau=建設局&status=done": "ローン業の登録",
		"status=exempt&status=partial":      "道路占用許可 河川のカード申請",
		"status=none":                       "内部手続",
		"type=2-1":                          "道路占用許可",
		"scope=out":                         "内部手続",
		"scope=counted":                     "ローン業の登録 廃棄物処理業の許可 騒音１００％の届出 河川のカード申請 重点とした手続",
		"law_change=required&law_change=not_required": "ローン業の登録 廃棄物処理業の許可",
		"priority=yes":                     "ローン業の登録 内部手続 重点とした手続",
		"priority=no":                      "廃棄物処理業の許可 河川のカード申請",
		"priority=undecidable":             "騒音１００％の届出 道路占用許可",
		"near=yes":                         "廃棄物処理業の許可 道路占用許可", // the latter by its range
		"volume_min=9800&volume_max=10000": "ローン業の登録 廃棄物処理業の許可",
		"volume=unknown":                   "騒音１００％の届出",
		"volume=known&scope=out":           "内部手続",
		"usage=known":                      "ローン業の登録",
		"usage=unknown&bureau=B10":         "廃棄物処理業の許可 騒音１００％の届出",
		"volume_max=10":                    "河川のカード申請 重点とした手続",
		"planned_year=2023":                "廃棄物処理業の許可",
		"planned_year=none&bureau=B10":     "ローン業の登録 騒音１００％の届出",
		"q=ﾛｰﾝ":                            "ローン業の登録",
		"q=ろーん":                            "ローン業の登録",
		"q=作り物　許可":                         "", // of the law the one word, of the name the other
		"q=100%25":                         "騒音１００％の届出",
		"q=1_0":                            "",
		"q=貸金業法":                           "ローン業の登録",
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			values, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			f, err := store.ParseFilter(values)
			if err != nil {
				t.Fatal(err)
			}
			page, err := w.Processes(t.Context(), planner, f)
			if err != nil {
				t.Fatal(err)
			}
			if got := names(page.Processes); got != want {
				t.Errorf("%s\n got: %s\nwant: %s", query, got, want)
			}
			if page.Total != int64(len(page.Processes)) || page.Next != "" || page.Threshold != 10000 {
				t.Errorf("total %d, next %q, threshold %d", page.Total, page.Next, page.Threshold)
			}
		})
	}
}

// The last of each list below is what is unknown or blank, in both orders.
func TestSortPutsUnknownLastInBothOrders(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	for _, c := range []struct{ sort, up, down string }{
		{"volume", "重点とした手続 河川のカード申請 道路占用許可 廃棄物処理業の許可 ローン業の登録 内部手続 騒音１００％の届出",
			"内部手続 ローン業の登録 廃棄物処理業の許可 道路占用許可 河川のカード申請 重点とした手続 騒音１００％の届出"},
		{"status", "ローン業の登録 河川のカード申請 廃棄物処理業の許可 重点とした手続 騒音１００％の届出 道路占用許可 内部手続",
			"道路占用許可 騒音１００％の届出 重点とした手続 廃棄物処理業の許可 河川のカード申請 ローン業の登録 内部手続"},
		{"legal_basis", "廃棄物処理業の許可 河川のカード申請 ローン業の登録 道路占用許可 騒音１００％の届出 内部手続 重点とした手続",
			"道路占用許可 ローン業の登録 河川のカード申請 廃棄物処理業の許可 騒音１００％の届出 内部手続 重点とした手続"},
		{"law_change", "廃棄物処理業の許可 ローン業の登録 騒音１００％の届出 道路占用許可 河川のカード申請 内部手続 重点とした手続",
			"ローン業の登録 廃棄物処理業の許可 騒音１００％の届出 道路占用許可 河川のカード申請 内部手続 重点とした手続"},
	} {
		for descending, want := range map[bool]string{false: c.up, true: c.down} {
			page, err := w.Processes(t.Context(), planner, store.ProcessFilter{Sort: c.sort, Descending: descending})
			if err != nil {
				t.Fatal(err)
			}
			if got := names(page.Processes); got != want {
				t.Errorf("by %s, descending %t\n got: %s\nwant: %s", c.sort, descending, got, want)
			}
		}
	}
}

// By whatever column and in whatever pages a list is read: it is the list that the
// export writes, each process once.
func TestPagesMakeUpTheWholeList(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	for _, key := range store.SortKeys() {
		for _, descending := range []bool{false, true} {
			for _, limit := range []int{1, 2, 3, 7, 8} {
				f := store.ProcessFilter{Sort: key, Descending: descending, Limit: limit}
				var whole []registry.Process
				if err := w.EachProcess(t.Context(), planner, f, func(p registry.Process, _ []registry.Volume) error {
					whole = append(whole, p)
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				if got := allPages(t, w, f, func() {}); len(got) != 7 || names(got) != names(whole) {
					t.Errorf("by %s, descending %t, %d a page\npages: %s\nwhole: %s", key, descending, limit, names(got), names(whole))
				}
			}
		}
	}
}

// allPages reads a list page by page; between is called before each later page.
func allPages(t *testing.T, w *storetest.World, f store.ProcessFilter, between func()) (all []registry.Process) {
	t.Helper()
	for {
		page, err := w.Processes(t.Context(), planner, f)
		if err != nil {
			t.Fatal(err)
		}
		if page.First != int64(len(all))+1 {
			t.Errorf("the page begins at %d, want %d", page.First, len(all)+1)
		}
		all = append(all, page.Processes...)
		if f.Cursor = page.Next; f.Cursor == "" {
			return all
		}
		if page.Total != 7 {
			t.Errorf("total is %d, want 7", page.Total)
		}
		between()
	}
}

func TestPagesStayTheSameWhileOthersWrite(t *testing.T) {
	t.Parallel()
	for _, sort := range []string{"process_id", "volume", "procedure_name", "recorded_from"} {
		w := catalogue(t)
		f := store.ProcessFilter{Sort: sort, Limit: 2}
		want := names(allPages(t, w, f, func() {}))
		minute := 0
		got := names(allPages(t, w, f, func() {
			minute++
			at := moment(t, "2022-05-01").Format("2006-01-02 ") + "10:0" + string(rune('0'+minute))
			moved := &storetest.Row{Process: registry.Process{ID: registry.ProcessID(minute), ProcedureName: "書き換えた手続", InScope: true},
				Volumes: []registry.Volume{storetest.Cases(2022, registry.Exact, int64(minute)*7000)}}
			added := &storetest.Row{Process: registry.Process{ProcedureName: "あとからの手続"}}
			w.Change(t, at, "ほかの人", moved, added)
		}))
		if got != want {
			t.Errorf("by %s\n got: %s\nwant: %s", sort, got, want)
		}
	}
}

func TestCursorsOfOtherListsAreRefused(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	f := store.ProcessFilter{Sort: "volume", Limit: 2}
	page, err := w.Processes(t.Context(), planner, f)
	if err != nil {
		t.Fatal(err)
	}
	f.Cursor = page.Next
	for name, g := range map[string]store.ProcessFilter{
		"another order":  {Sort: "volume", Descending: true, Cursor: f.Cursor},
		"another filter": {Sort: "volume", Scope: store.ScopeIn, Cursor: f.Cursor},
		"another moment": {Sort: "volume", AsOf: moment(t, "2022-06-01"), Cursor: f.Cursor},
		"nonsense":       {Sort: "volume", Cursor: "なにか"},
		"cut":            {Sort: "volume", Cursor: f.Cursor[:len(f.Cursor)-3]},
	} {
		_, err := w.Processes(t.Context(), planner, g)
		if e, ok := errors.AsType[*registry.Error](err); !ok || e.Code != registry.Invalid || e.Field != "cursor" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Processes(t.Context(), officer(10), f); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("somebody else's cursor: %v", err)
	}
	f.Limit = 5
	if page, err = w.Processes(t.Context(), planner, f); err != nil || len(page.Processes) != 5 {
		t.Errorf("another page size: %d, %v", len(page.Processes), err)
	}
}

// A cursor of which any part was changed is bad input, whatever it says now.
func TestChangedCursorsAreRefused(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	f := store.ProcessFilter{Sort: "volume", Limit: 2}
	page, err := w.Processes(t.Context(), planner, f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := base64.RawURLEncoding.DecodeString(page.Next)
	if err != nil {
		t.Fatal(err)
	}
	sealed, plain := b[:sha256.Size], b[sha256.Size:]
	var content map[string]any
	if err := json.Unmarshal(plain, &content); err != nil {
		t.Fatal(err)
	}
	refused := func(name, cursor string) {
		t.Helper()
		f.Cursor = cursor
		_, err := w.Processes(t.Context(), planner, f)
		if e, ok := errors.AsType[*registry.Error](err); !ok || e.Code != registry.Invalid || e.Field != "cursor" ||
			!strings.Contains(e.Message, "cursor") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for part, value := range map[string]any{
		"l": "0000000000000000", "s": "9999-12-31T23:59:59Z", "c": "0001-01-01T00:00:00Z", "h": -1, "t": 1 << 40, "b": -5,
		"u": true, "k": "1; drop table process", "i": 0, "new": 1,
	} {
		changed := maps.Clone(content)
		changed[part] = value
		text, err := json.Marshal(changed)
		if err != nil {
			t.Fatal(err)
		}
		for kept, signature := range map[string][]byte{"with the signature of before": sealed, "unsigned": nil,
			"signed by nothing": make([]byte, sha256.Size)} {
			refused(part+" "+kept, base64.RawURLEncoding.EncodeToString(append(slices.Clone(signature), text...)))
		}
	}
	for i := range b {
		changed := slices.Clone(b)
		changed[i] ^= 1
		refused(fmt.Sprint("another byte ", i), base64.RawURLEncoding.EncodeToString(changed))
		if i > 0 {
			refused(fmt.Sprint("cut after ", i), base64.RawURLEncoding.EncodeToString(b[:i]))
		}
	}
	f.Cursor = page.Next
	another := func() error { // machine of the service
		machine, err := store.Open(t.Context(), w.URL, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer machine.Close()
		next, err := machine.Processes(t.Context(), planner, f)
		if err == nil && next.First != 3 {
			t.Errorf("on another machine: begins at %d", next.First)
		}
		return err
	}
	if err := another(); err != nil {
		t.Errorf("on another machine: %v", err)
	}
	if _, err := w.Pool.ExecContext(t.Context(), `update signing_key set key = sha256('another')`); err != nil {
		t.Fatal(err)
	}
	if err := another(); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("by another key: %v", err)
	}
}

// A list longer than what is held at once comes whole, in order, with volumes.
func TestLongListsAreStreamedWithTheirVolumes(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	var rows []*storetest.Row
	for i := range 2300 {
		r := &storetest.Row{}
		if i%2 == 0 {
			r.Volumes = []registry.Volume{storetest.Cases(2021, registry.Exact, int64(i), 0), storetest.Cases(2020, registry.Approx, int64(i)+1)}
		}
		rows = append(rows, r)
	}
	w.Change(t, "2022-04-01 09:00", "作成者", rows...)
	for _, asOf := range []time.Time{{}, moment(t, "2022-04-01")} {
		n, last := 0, int64(1<<62)
		if err := w.EachProcess(t.Context(), planner, store.ProcessFilter{Sort: "volume", Descending: true, AsOf: asOf},
			func(p registry.Process, volumes []registry.Volume) error {
				n++
				if n > 1150 {
					if p.Deciding != nil || len(volumes) != 0 {
						t.Fatalf("%d: %+v", n, p)
					}
					return nil
				}
				v := *p.Deciding.Total.Value
				if v >= last || len(volumes) != 2 || volumes[0].FiscalYear != 2020 || *volumes[0].Total.Value != v+1 || *volumes[1].Total.Value != v {
					t.Fatalf("%d: %+v, %+v", n, p.Deciding, volumes)
				}
				last = v
				return nil
			}); err != nil {
			t.Fatal(err)
		}
		if n != 2300 {
			t.Errorf("%d processes, want 2300", n)
		}
	}
	stop := errors.New("enough")
	if err := w.EachProcess(t.Context(), planner, store.ProcessFilter{},
		func(registry.Process, []registry.Volume) error { return stop }); err != stop {
		t.Errorf("the reader's own error: %v", err)
	}
}

func TestListsAsOfThen(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	later := &storetest.Row{Process: registry.Process{ID: 2, BureauID: 15, ProcedureName: "所管の替わった手続", Status: registry.Done, InScope: true}}
	gone := &storetest.Row{Process: registry.Process{ID: 7}, Gone: true}
	w.Change(t, "2022-10-01 09:00", "あとの人", later, gone)
	for asOf, want := range map[string]string{
		"2022-03-31":                "",
		"2022-04-01":                "廃棄物処理業の許可 重点とした手続",
		"2022-04-01T08:59:59+09:00": "",
		"2022-09-30":                "廃棄物処理業の許可 重点とした手続",
		"2022-10-01T08:59:59+09:00": "廃棄物処理業の許可 重点とした手続",
		"2022-10-01T09:00:00+09:00": "所管の替わった手続",
		"2022-12-31":                "所管の替わった手続",
	} {
		page, err := w.Processes(t.Context(), planner, store.ProcessFilter{AsOf: moment(t, asOf)})
		if err != nil {
			t.Fatal(err)
		}
		got := slices.DeleteFunc(page.Processes, func(p registry.Process) bool { return p.ID != 2 && p.ID != 7 })
		if names(got) != want || !page.AsOf.Equal(moment(t, asOf)) {
			t.Errorf("as of %s: %s, want %s", asOf, names(got), want)
		}
	}
	if _, err := w.Processes(t.Context(), planner, store.ProcessFilter{AsOf: registry.Now}); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("as of the future: %v", err)
	}
}

func TestABureauSeesItsOwn(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	page, err := w.Processes(t.Context(), officer(10), store.ProcessFilter{})
	if err != nil || page.Total != 3 || names(page.Processes) != "ローン業の登録 廃棄物処理業の許可 騒音１００％の届出" {
		t.Errorf("its list: %s, %v", names(page.Processes), err)
	}
	if _, err := w.Processes(t.Context(), officer(10),
		store.ProcessFilter{Bureaus: []string{"B15"}}); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("another bureau's list: %v", err)
	}
	if err := w.EachProcess(t.Context(), officer(10), store.ProcessFilter{}, func(p registry.Process, _ []registry.Volume) error {
		if p.BureauID != 10 {
			t.Errorf("streamed %s of %s", p.ID, p.Bureau)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if _, err := w.Process(t.Context(), officer(10), 4, moment(t, "2022-06-01")); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("another bureau's process: %v", err)
	}
	if _, err := w.Process(t.Context(), officer(15), 4, moment(t, "2022-06-01")); err != nil {
		t.Errorf("its own process: %v", err)
	}
	s, err := w.Standing(t.Context(), officer(10), moment(t, "2022-06-01"))
	if err != nil || len(s.Bureaus) != 1 || s.Bureaus[0].ID != 10 {
		t.Errorf("its figures: %+v, %v", s.Bureaus, err)
	}
	var nobody registry.Scope
	if _, err := w.Processes(t.Context(), nobody, store.ProcessFilter{}); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("nobody's list: %v", err)
	}
	if _, err := w.Process(t.Context(), nobody, 1, moment(t, "2022-06-01")); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("nobody's process: %v", err)
	}
	if _, err := w.Standing(t.Context(), nobody, moment(t, "2022-06-01")); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("nobody's figures: %v", err)
	}
}

// What was counted is remembered; a change must be seen all the same, and every list
// has its own count.
func TestTotalsFollowTheChanges(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	total := func(f store.ProcessFilter) int64 {
		t.Helper()
		page, err := w.Processes(t.Context(), planner, f)
		if err != nil {
			t.Fatal(err)
		}
		return page.Total
	}
	for range 2 {
		for _, c := range []struct {
			filter store.ProcessFilter
			want   int64
		}{
			{store.ProcessFilter{}, 7}, {store.ProcessFilter{Statuses: []string{"done"}}, 1},
			{store.ProcessFilter{Statuses: []string{"partial", "exempt"}}, 2}, {store.ProcessFilter{Bureaus: []string{"B10"}}, 3},
			{store.ProcessFilter{Bureaus: []string{"B15"}}, 4}, {store.ProcessFilter{Text: "許可"}, 2}, {store.ProcessFilter{Text: "作り物 許可"}, 0},
		} {
			if got := total(c.filter); got != c.want {
				t.Errorf("%v: total %d, want %d", c.filter.Values(), got, c.want)
			}
		}
	}
	w.Change(t, "2022-05-01 09:00", "あとの人", &storetest.Row{}, &storetest.Row{Process: registry.Process{ID: 1}, Gone: true},
		&storetest.Row{Process: registry.Process{Status: registry.Done}})
	if got := total(store.ProcessFilter{}); got != 8 {
		t.Errorf("after a change: total %d, want 8", got)
	}
	if got := total(store.ProcessFilter{Statuses: []string{"done"}}); got != 1 {
		t.Errorf("after a change: %d done, want 1", got)
	}
	if got := total(store.ProcessFilter{AsOf: moment(t, "2022-04-30")}); got != 7 {
		t.Errorf("as of before the change: total %d, want 7", got)
	}
}
