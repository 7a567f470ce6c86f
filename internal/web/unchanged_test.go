package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

// again asks for what the visitor has already, and gives the status.
func again(v *webtest.Visitor, path, tag string) webtest.Answer {
	v.Header.Set("If-None-Match", tag)
	defer v.Header.Del("If-None-Match")
	return v.Get(path)
}

// ofAllBureaus are the addresses that a bureau's account is refused.
var ofAllBureaus = map[string]bool{"/progress/forecast/scores": true, "/api/v1/forecast/scores": true}

// What has not changed since is not made again, for the same caller alone; whatever an
// answer depends on changes its tag.
func TestWhatHasNotChangedIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	planner, officer := r.As(registry.Planner), r.As(registry.Officer)
	for _, v := range []*webtest.Visitor{planner, officer} {
		v.Get("/").Want(t, 200) // shows once that they have signed in
	}
	paths := map[string]string{}
	for _, route := range web.Routes() {
		if route.Shows == request.ShowsMore || route.Method != http.MethodGet {
			continue
		}
		path := strings.ReplaceAll(route.Path, ":id", "P-0000001")
		if route.Path == "/api/v1/bridge" {
			path += "?from=2022-04-01"
		}
		first := planner.Get(path).Want(t, 200)
		tag := first.Header.Get("ETag")
		if tag == "" || first.Header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: ETag %q, Cache-Control %q", path, tag, first.Header.Get("Cache-Control"))
		}
		same := again(planner, path, `"x", W/`+tag).Want(t, 304)
		if len(same.Body) != 0 || same.Header.Get("ETag") != tag {
			t.Errorf("%s: 304 with %d bytes, ETag %q, want %q", path, len(same.Body), same.Header.Get("ETag"), tag)
		}
		if !ofAllBureaus[route.Path] {
			again(officer, path, tag).Want(t, 200)
		}
		if other, err := request.VersionIn(tag); route.Shows == request.ShowsVersion && (!err || other == 0) {
			t.Errorf("%s: no version in %q", path, tag)
		}
		paths[path] = tag
	}
	if len(paths) < 10 {
		t.Errorf("only %d addresses have a tag", len(paths))
	}
	changed := func(what string, want map[string]bool, do func()) {
		t.Helper()
		do()
		for path, tag := range paths {
			status := again(planner, path, tag).Status
			if page := !strings.HasPrefix(path, "/api/"); (status == 200) != (want[path] || page && want["pages"] || want["all"]) {
				t.Errorf("%s after %s: %d", path, what, status)
			}
			paths[path] = planner.Get(path).Header.Get("ETag")
		}
	}
	everything, pages := map[string]bool{"all": true}, map[string]bool{"pages": true}
	changed("nothing", nil, func() {})
	changed("a change", everything, r.DoneSince)
	changed("a threshold", everything, func() {
		if err := r.Store.SetThreshold(t.Context(), registry.Operator("試験"), registry.Threshold{
			EffectiveFrom: time.Date(2021, 5, 1, 0, 0, 0, 0, registry.Tokyo), Volume: 77, Reason: "試験"}); err != nil {
			t.Fatal(err)
		}
	})
	changed("another name of the caller", everything, func() {
		if err := r.Store.ChangeAccount(t.Context(), registry.Operator("試験"), registry.Account{ID: r.Ids[registry.Planner],
			Name: "別の名前", Role: registry.Planner}); err != nil {
			t.Fatal(err)
		}
	})
	changed("somebody else's act", pages, func() {
		if _, err := r.Store.AddAccount(t.Context(), registry.Operator("試験"),
			registry.Account{Login: "other", Name: "架空", Role: registry.Auditor}, ""); err != nil {
			t.Fatal(err)
		}
	})
	if got := again(planner, "/processes?sort=volume", paths["/processes"]).Status; got != 200 {
		t.Errorf("another address: %d", got)
	}
}

// What is shown once is not kept, nor what is no page of the registry, nor an error.
func TestWhatIsShownOnceIsNotKept(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Fill()
	v := r.As(registry.Planner)
	tag := v.Get("/").Want(t, 200).Header.Get("ETag")
	v.Post("/account/confirm", "password", webtest.Password).Want(t, 303)
	v.Post("/account/tokens", "name", "試験", "days", "30").Want(t, 200)
	for path, status := range map[string]int{"/account": 200, "/uploads": 200, "/board": 200, "/processes?sort=nothing": 400,
		"/api/v1/processes?limit=x": 400, "/api/v1/uploads": 200, "/processes/P-9999999": 404} {
		a := again(v, path, tag).Want(t, status)
		if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("ETag") != "" {
			t.Errorf("%s: Cache-Control %q, ETag %q", path, a.Header.Get("Cache-Control"), a.Header.Get("ETag"))
		}
	}
	const other = "another made-up horse"
	v.Post("/account/password", "current", webtest.Password, "password", other, "again", other).Want(t, 303)
	once := again(v, "/", v.Get("/priorities").Header.Get("ETag"))
	if once.Status != 200 {
		t.Errorf("with a notice in the session: %d", once.Status)
	}
}
