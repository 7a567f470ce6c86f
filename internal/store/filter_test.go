package store_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

func TestParseFilterSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]struct{ field, example string }{
		"colour=red":                      {"colour", "volume_min"},
		"status=zumi":                     {"status", "status=done"},
		"status=done&status=x":            {"status", "status=done"},
		"type=5":                          {"type", "type=1"},
		"scope=both":                      {"scope", "scope=in"},
		"law_change=yes":                  {"law_change", "law_change=required"},
		"priority=maybe":                  {"priority", "priority=yes"},
		"priority=yes&priority=no":        {"priority", "priority=yes"},
		"near=no":                         {"near", "near=yes"},
		"volume_min=-1":                   {"volume_min", "volume_min=10000"},
		"volume_min=1,000":                {"volume_min", "volume_min=10000"},
		"volume_max=99999999999999999999": {"volume_max", "volume_max=10000"},
		"volume_min=10&volume_max=9":      {"volume_max", "volume_min=100&volume_max=999"},
		"planned_year=R5":                 {"planned_year", "planned_year=2023"},
		"planned_year=20222":              {"planned_year", "planned_year=2023"},
		"as_of=昨日":                        {"as_of", "as_of=2022-12-31"},
		"as_of=2022-13-01":                {"as_of", "as_of=2022-12-31"},
		"sort=beauty":                     {"sort", "sort=volume"},
		"order=up":                        {"order", "order=desc"},
		"limit=0":                         {"limit", "limit=50"},
		"limit=501":                       {"limit", "limit=50"},
		"q=" + strings.Repeat("あ", 201):   {"q", "q=貸金業"},
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = store.ParseFilter(values)
		e, ok := errors.AsType[*registry.Error](err)
		if !ok || e.Code != registry.Invalid || e.Field != want.field || !strings.Contains(e.Message, want.example) {
			t.Errorf("%s: %v; want field %s and the example %s", query, err, want.field, want.example)
		}
	}
}

func TestFilterToValuesAndBack(t *testing.T) {
	t.Parallel()
	for _, query := range []string{
		"", "q=a b&bureau=B10&bureau=総務局&status=done&status=none&type=2-1&scope=counted&law_change=unknown&priority=undecidable&near=yes",
		"volume_min=0&volume_max=5&planned_year=2023&planned_year=none&sort=volume&order=desc&cursor=abc&limit=10",
		"as_of=2022-12-31", "as_of=2022-12-31T12:00:00.5%2B09:00",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		f, err := store.ParseFilter(values)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(values, f.Values()); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
	blank, err := store.ParseFilter(url.Values{"q": {" "}, "status": {"", "done"}, "volume_min": {""}, "order": {"asc"}})
	if err != nil || blank.Values().Encode() != "status=done" {
		t.Errorf("blank values: %v, %v", blank.Values(), err)
	}
}

func TestConditionsCanBeTakenOffOneByOne(t *testing.T) {
	t.Parallel()
	f := store.ProcessFilter{Statuses: []string{"done", "partial"}, Near: true, Sort: "volume", Cursor: "x", AsOf: moment(t, "2022-12-31")}
	var left []string
	for _, c := range f.Conditions() {
		left = append(left, f.Without(c).Values().Encode())
	}
	want := []string{
		"as_of=2022-12-31&near=yes&sort=volume&status=partial",
		"as_of=2022-12-31&near=yes&sort=volume&status=done",
		"as_of=2022-12-31&sort=volume&status=done&status=partial",
	}
	if diff := cmp.Diff(want, left); diff != "" {
		t.Error(diff)
	}
}
