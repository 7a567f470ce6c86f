package store_test

import (
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
)

func catalogue(t testing.TB) *storetest.World {
	t.Helper()
	w := storetest.New(t)
	w.Catalogue(t)
	return w
}

// Those who read.
var (
	planner = registry.ScopeOf(registry.Account{ID: 1, Name: "企画（試験）", Role: registry.Planner})
	officer = func(bureau int) registry.Scope {
		return registry.ScopeOf(registry.Account{ID: 2, Name: "局入力者（試験）", Role: registry.Officer, BureauID: bureau})
	}
)

func moment(t testing.TB, s string) time.Time {
	t.Helper()
	m, err := registry.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
