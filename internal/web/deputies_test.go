package web

import (
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

func TestApproversAppointDeputies(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver, hq := r.as(registry.Officer), r.as(registry.Approver), r.as(registry.Headquarters)
	hash, err := passwordHash()
	if err != nil {
		t.Fatal(err)
	}
	other, err := r.store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := r.store.AddAccount(t.Context(), registry.Operator("試験"),
		registry.Account{Login: "kensetsu", Name: "架空の<他局>", Role: registry.Officer, BureauID: other.ID}, hash)
	if err != nil {
		t.Fatal(err)
	}
	deputy, own := num(r.ids[registry.Officer]), num(r.ids[registry.Approver])

	officer.get("/deputies").want(t, 200, "いま代理を務めている人はいません", "!代理を決める</button>")
	officer.get("/").want(t, 200, `!href="/deputies"`)
	officer.post("/deputies", "deputy", deputy, "from", day(0), "to", day(1)).want(t, 403)
	approver.get("/").want(t, 200, `href="/deputies"`)
	approver.get("/deputies").want(t, 200, "同じ局の", "架空の局入力者（局入力者）", "!架空の局承認者（局承認者）", "!架空の&lt;他局&gt;", `!name="approver"`)

	approver.post("/deputies", "deputy", "", "from", day(0), "to", day(1)).want(t, 422, `id="deputy" name="deputy" aria-invalid="true"`)
	approver.post("/deputies", "deputy", deputy, "from", "", "to", day(1)).want(t, 422, "始まりの日を入力してください", `value="`+deputy+`" selected`)
	approver.post("/deputies", "deputy", deputy, "from", day(1), "to", "x").want(t, 422, "終わりの日を入力してください")
	approver.post("/deputies", "deputy", deputy, "from", day(1), "to", day(0)).want(t, 422, "始まりの日かそれより後の日", `name="to" value="`+day(0)+`" required aria-invalid="true"`)
	approver.post("/deputies", "deputy", num(stranger), "from", day(0), "to", day(1)).want(t, 422, "承認者と同じ局の")
	approver.post("/deputies", "deputy", own, "from", day(0), "to", day(1)).want(t, 422, "代理には別の人を選んでください")

	approver.post("/deputies", "deputy", deputy, "from", day(0), "to", day(0)).want(t, 303)
	approver.post("/deputies", "deputy", deputy, "from", day(1), "to", day(9)).want(t, 303)
	approver.post("/deputies", "deputy", deputy, "from", day(-9), "to", day(-1)).want(t, 303)
	page := officer.get("/deputies").want(t, 200, "いまの代理", "これからの代理", "終わった代理", "!終える</button>")
	for heading, from := range map[string]string{"present": day(0), "future": day(1), "past": day(-9)} {
		first, err := time.Parse(time.DateOnly, from)
		if err != nil {
			t.Fatal(err)
		}
		if got := between(page.body, `<h2 id="`+heading+`"`, "～"); !strings.HasSuffix(got, date(first)) {
			t.Errorf("%s: the deputy from %s is not there:\n%s", heading, from, got)
		}
	}

	// The deputy of today, and nobody who merely was or will be one, approves.
	at := approver.send("/uploads", "架空.xlsx", sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})).want(t, 303).header.Get("Location")
	approver.post(at+"/submit").want(t, 303)
	end := "/deputies/" + between(approver.get("/deputies").body, `action="/deputies/`, `"`)
	approver.post(end).want(t, 303)
	approver.get("/deputies").want(t, 200, "代理を終えました", "架空の局承認者が終了")
	officer.post(at+"/approve").want(t, 403)
	approver.post(end).want(t, 404)

	hq.get("/deputies").want(t, 200, "架空の&lt;他局&gt;", "環境局　架空の局承認者", `name="approver"`)
	hq.post("/deputies", "approver", own, "deputy", num(stranger), "from", day(0), "to", day(0)).want(t, 422, `value="`+own+`" selected`)
	hq.post("/deputies", "approver", own, "deputy", deputy, "from", day(0), "to", day(0)).want(t, 303)
	officer.post(at+"/approve").want(t, 303)

	w := r.window()
	for _, b := range []*visitor{hq, officer} {
		b.lend(w)
		w.Go("/deputies")
		w.Accessible("/deputies")
	}
}

// A deputy's days end while the page of an approval is open, or while the approval waits
// for its turn: the store asks when its turn has come.
func TestADeputysDaysEndInTheMiddleOfAnApproval(t *testing.T) {
	t.Parallel()
	for _, waiting := range []bool{false, true} {
		t.Run(map[bool]string{false: "before the button is pressed", true: "while it waits"}[waiting], func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			hash, err := passwordHash()
			if err != nil {
				t.Fatal(err)
			}
			stand := registry.Account{Login: "deputy", Name: "架空の代理", Role: registry.Officer, BureauID: r.bureau.ID}
			if stand.ID, err = r.store.AddAccount(t.Context(), fixer, stand, hash); err != nil {
				t.Fatal(err)
			}
			today := registry.DayOf(time.Now())
			_, err = r.store.AddDeputy(t.Context(), fixer, registry.Deputy{AccountID: r.ids[registry.Approver], DeputyID: stand.ID, From: today.AddDate(0, 0, -7), To: today})
			if err != nil {
				t.Fatal(err)
			}
			at := r.as(registry.Officer).send("/uploads", "架空.xlsx", sheet(t, []any{"架空の手続", "架空法", 5, 1, "検討中", "不要"})).header.Get("Location")
			r.as(registry.Officer).post(at+"/submit", "keep", "1").want(t, 303)
			deputy := r.as("deputy")
			deputy.get(at+"/submission").want(t, 200, at+"/approve")
			end := func() {
				if _, err := r.world.Pool.ExecContext(t.Context(), "update deputy set valid_to = valid_to - 1"); err != nil {
					t.Fatal(err)
				}
			}
			if !waiting {
				end()
				deputy.post(at+"/approve").want(t, 403)
			} else {
				release := r.hold("select from upload for update")
				pressed := deputy.later(at + "/approve")
				for n := int64(0); n == 0; {
					n = r.count("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
				}
				end()
				release()
				a := <-pressed
				a.want(t, 403)
			}
			if u, err := r.store.Upload(t.Context(), fixer, 1); err != nil || u.State != registry.UploadSubmitted {
				t.Errorf("the upload is %s, %v", u.State, err)
			}
		})
	}
}
