package page_test

import (
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

func TestApproversAppointDeputies(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	officer, approver, hq := r.As(registry.Officer), r.As(registry.Approver), r.As(registry.Headquarters)
	hash, err := webtest.PasswordHash()
	if err != nil {
		t.Fatal(err)
	}
	other, err := r.Store.Bureau(t.Context(), "建設局")
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := r.Store.AddAccount(t.Context(), registry.Operator("試験"),
		registry.Account{Login: "kensetsu", Name: "架空の<他局>", Role: registry.Officer, BureauID: other.ID}, hash)
	if err != nil {
		t.Fatal(err)
	}
	deputy, own := webtest.Num(r.Ids[registry.Officer]), webtest.Num(r.Ids[registry.Approver])

	officer.Get("/deputies").Want(t, 200, "いま代理を務めている人はいません").See(t, webtest.Not(webtest.Button("代理を決める")))
	officer.Get("/uploads").Want(t, 200).See(t, webtest.Not(webtest.Link("", "/deputies")))
	officer.Post("/deputies", "deputy", deputy, "from", webtest.Day(0), "to", webtest.Day(1)).Want(t, 403)
	approver.Get("/uploads").Want(t, 200).See(t, webtest.Link("代理", "/deputies"))
	approver.Get("/deputies").Want(t, 200, "同じ局の", "架空の局入力者（局入力者）", "!架空の局承認者（局承認者）", "!架空の<他局>").See(t, webtest.Not(webtest.Field("承認者")))

	approver.Post("/deputies", "deputy", "", "from", webtest.Day(0), "to", webtest.Day(1)).Want(t, 422).See(t, webtest.Wrong("代理の人"))
	approver.Post("/deputies", "deputy", deputy, "from", "", "to", webtest.Day(1)).Want(t, 422, "代理の始まりの日を 2023年4月1日").
		See(t, webtest.Filled("代理の人", "架空の局入力者（局入力者）"))
	approver.Post("/deputies", "deputy", deputy, "from", webtest.Day(1), "to", "x").Want(t, 422, "代理の終わりの日「x」を日付として読めません")
	approver.Post("/deputies", "deputy", deputy, "from", webtest.Day(1), "to", webtest.Day(0)).Want(t, 422, "始まりの日かそれより後の日").
		See(t, webtest.In(webtest.Form("/deputies"), webtest.Wrong("この日まで")), webtest.Filled("この日まで", registry.DayText(time.Now())),
			webtest.Needed("この日まで"))
	approver.Post("/deputies", "deputy", webtest.Num(stranger), "from", webtest.Day(0), "to", webtest.Day(1)).Want(t, 422, "承認者と同じ局の")
	approver.Post("/deputies", "deputy", own, "from", webtest.Day(0), "to", webtest.Day(1)).Want(t, 422, "代理には別の人を選んでください")

	approver.Post("/deputies", "deputy", deputy, "from", webtest.Day(0), "to", webtest.Day(0)).Want(t, 303)
	approver.Post("/deputies", "deputy", deputy, "from", webtest.Day(1), "to", webtest.Day(9)).Want(t, 303)
	approver.Post("/deputies", "deputy", deputy, "from", webtest.Day(-9), "to", webtest.Day(-1)).Want(t, 303)
	shown := officer.Get("/deputies").Want(t, 200, "いまの代理", "これからの代理", "終わった代理").See(t, webtest.Not(webtest.Button("終える")))
	for heading, from := range map[string]string{"いまの代理": webtest.Day(0), "これからの代理": webtest.Day(1), "終わった代理": webtest.Day(-9)} {
		first, err := time.Parse(time.DateOnly, from)
		if err != nil {
			t.Fatal(err)
		}
		shown.See(t, webtest.In(webtest.Group(heading), webtest.Row(registry.DayText(first)+"～")))
	}

	// The deputy of today, and nobody who merely was or will be one, approves.
	at := approver.Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空廃棄物の許可", "架空廃棄物法", 1, 1, "検討中", "不要"})).Want(t, 303).
		Header.Get("Location")
	approver.Post(at+"/submit").Want(t, 303)
	end := approver.Get("/deputies").Page(t).Action("終える")
	approver.Post(end).Want(t, 303)
	approver.Get("/deputies").Want(t, 200, "代理を終えました", "架空の局承認者が終了")
	officer.Post(at+"/approve").Want(t, 403)
	approver.Post(end).Want(t, 404)

	hq.Get("/deputies").Want(t, 200, "!架空の<他局>", "環境局　架空の局承認者").
		See(t, webtest.Field("承認者"), webtest.Option("代理の人", "架空の局入力者（局入力者）"), webtest.Not(webtest.Option("代理の人", "架空の局承認者（局承認者）")))
	hq.Post("/deputies", "approver", own, "deputy", webtest.Num(stranger), "from", webtest.Day(0), "to", webtest.Day(0)).Want(t, 422).
		See(t, webtest.Filled("承認者", "環境局　架空の局承認者"))
	hq.Post("/deputies", "approver", own, "deputy", deputy, "from", webtest.Day(0), "to", webtest.Day(0)).Want(t, 303)
	officer.Post(at+"/approve").Want(t, 303)

	w := r.Window()
	for _, b := range []*webtest.Visitor{hq, officer} {
		b.Lend(w)
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
			r := webtest.NewRig(t)
			hash, err := webtest.PasswordHash()
			if err != nil {
				t.Fatal(err)
			}
			stand := registry.Account{Login: "deputy", Name: "架空の代理", Role: registry.Officer, BureauID: r.Bureau.ID}
			if stand.ID, err = r.Store.AddAccount(t.Context(), webtest.Fixer, stand, hash); err != nil {
				t.Fatal(err)
			}
			today := registry.DayOf(time.Now())
			_, err = r.Store.AddDeputy(t.Context(), webtest.Fixer,
				registry.Deputy{AccountID: r.Ids[registry.Approver], DeputyID: stand.ID, From: today.AddDate(0, 0, -7), To: today})
			if err != nil {
				t.Fatal(err)
			}
			at := r.As(registry.Officer).Send("/uploads", "架空.xlsx", webtest.Sheet(t, []any{"架空の手続", "架空法", 5, 1, "検討中", "不要"})).
				Header.Get("Location")
			r.As(registry.Officer).Post(at+"/submit", "keep", "1").Want(t, 303)
			deputy := r.As("deputy")
			deputy.Get(at+"/submission").Want(t, 200).See(t, webtest.Form(at+"/approve"))
			end := func() {
				if _, err := r.World.Pool.ExecContext(t.Context(), "update deputy set valid_to = valid_to - 1"); err != nil {
					t.Fatal(err)
				}
			}
			if !waiting {
				end()
				deputy.Post(at+"/approve").Want(t, 403)
			} else {
				release := r.Hold("select from upload for update")
				pressed := deputy.Later(at + "/approve")
				for n := int64(0); n == 0; {
					n = r.Count("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
				}
				end()
				release()
				a := <-pressed
				a.Want(t, 403)
			}
			if u, err := r.Store.Upload(t.Context(), webtest.Fixer, 1); err != nil || u.State != registry.UploadSubmitted {
				t.Errorf("the upload is %s, %v", u.State, err)
			}
		})
	}
}
