// Package webtest is the whole service over a registry of its own, for tests.
package webtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
)

// crowd is the bureaus that hand in at once, and what the busy one of them sends.
const (
	Crowd     = 30
	CrowdRows = 60 // of each file
	BusyFiles = 20
)

// Colleagues are the officer and the approver of a bureau.
type Colleagues struct {
	Bureau   registry.Bureau
	Mark     string // stands in everything that is the bureau's
	officer  *Visitor
	approver *Visitor
	uploads  []string // the numbers of those that they sent
}

// Colleagues makes the accounts of a bureau's two people and signs them in.
func (r *Rig) Colleagues(b registry.Bureau) *Colleagues {
	r.T.Helper()
	c := &Colleagues{Bureau: b, Mark: fmt.Sprintf("〔印%02d〕", b.ID), officer: r.Visitor(), approver: r.Visitor()}
	hash, err := PasswordHash()
	if err != nil {
		r.T.Fatal(err)
	}
	for login, role := range map[string]registry.Role{"nyuryoku": registry.Officer, "shonin": registry.Approver} {
		a := registry.Account{Login: login + strconv.Itoa(b.ID), Name: "架空の人" + c.Mark, Role: role, BureauID: b.ID}
		if a.ID, err = r.Store.AddAccount(r.T.Context(), registry.Operator("試験"), a, hash); err != nil {
			r.T.Fatal(err)
		}
		if role == registry.Officer {
			c.officer.Post("/sign-in", "login", a.Login, "password", Password).Want(r.T, http.StatusSeeOther)
			continue
		}
		token, tokenHash := auth.NewToken()
		if _, err := r.Store.AddToken(r.T.Context(), registry.ScopeOf(a), "試験", tokenHash, time.Now().Add(time.Hour)); err != nil {
			r.T.Fatal(err)
		}
		c.approver.Header.Set("Authorization", "Bearer "+token)
	}
	return c
}

// HandIn sends the bureau's file so many times, and takes each to its confirmation. The
// first one is confirmed; the others then say the same.
func (c *Colleagues) HandIn(t *testing.T, files int) {
	officer, approver := c.officer.Of(t), c.approver.Of(t)
	rows := make([][]any, CrowdRows)
	for n := range rows {
		rows[n] = []any{fmt.Sprintf("架空の届出%d%s", n, c.Mark), "架空の法" + c.Mark, 9000 + 40*n, n, "検討中", "不要"}
	}
	file := Sheet(t, rows...)
	for n := range files {
		at := officer.Send("/uploads", fmt.Sprintf("一覧%d%s.xlsx", n, c.Mark), file, "reason", "架空の棚卸"+c.Mark).
			Want(t, http.StatusSeeOther).Header.Get("Location")
		c.uploads = append(c.uploads, strings.TrimPrefix(at, "/uploads/"))
	}
	for _, id := range c.uploads {
		at := "/api/v1/uploads/" + id
		for limit := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
			var u struct {
				State   registry.UploadState
				Reading *struct{ State registry.JobState }
			}
			if err := json.Unmarshal([]byte(officer.Get(at).Want(t, http.StatusOK).Body), &u); err != nil {
				t.Fatal(err)
			}
			if u.Reading == nil && u.State == registry.UploadStaged {
				break
			}
			if time.Now().After(limit) {
				t.Fatalf("upload %s is %+v", id, u)
			}
		}
		officer.Post("/uploads/"+id+"/submit", "keep", "1").Want(t, http.StatusSeeOther)
		approver.Call(http.MethodPost, at+"/approve", "{}").Want(t, http.StatusOK)
	}
}

// Look reads whatever the bureau's people can read, and finds its own in it, and
// nothing of the others.
func (c *Colleagues) Look(t *testing.T, all []*Colleagues) {
	officer, approver := c.officer.Of(t), c.approver.Of(t)
	paths := []string{"/", "/processes", "/processes?sort=volume&order=desc&limit=200", "/processes?q=架空", "/priorities",
		"/priorities?limit=200",
		"/uploads", "/uploads/" + c.uploads[0], "/uploads/" + c.uploads[0] + "/receipt", "/board", "/notices", "/transfers", "/exports",
		"/processes.csv", "/api/v1/processes?limit=200", "/api/v1/priorities", "/api/v1/progress", "/api/v1/uploads",
		"/api/v1/uploads/" + c.uploads[0], "/api/v1/uploads/" + c.uploads[0] + "/receipt"}
	silent := []string{"/", "/board", "/notices", "/transfers", "/exports", "/api/v1/progress"} // need not name any row
	for _, path := range paths {
		visitors := []*Visitor{officer}
		if strings.HasPrefix(path, "/api/") {
			visitors = append(visitors, approver)
		}
		for _, b := range visitors {
			body := b.Get(path).Want(t, http.StatusOK).Body
			if !strings.Contains(body, c.Mark) && !slices.Contains(silent, path) {
				t.Errorf("%s lacks the bureau's own", path)
			}
			for _, other := range all {
				if other != c && strings.Contains(body, other.Mark) {
					t.Errorf("%s holds data of %s", path, other.Bureau.Name)
				}
			}
		}
	}
	if n := strings.Count(officer.Get("/api/v1/processes?limit=200").Body, `"procedure_name":`); n != CrowdRows {
		t.Errorf("the bureau has %d processes, want %d", n, CrowdRows)
	}
	for id := c.Bureau.ID % 7; id < Crowd+BusyFiles-1; id += 7 {
		if n := strconv.Itoa(id + 1); !slices.Contains(c.uploads, n) {
			officer.Get("/uploads/"+n).Want(t, http.StatusNotFound)
			approver.Get("/api/v1/uploads/"+n).Want(t, http.StatusNotFound)
		}
	}
}
