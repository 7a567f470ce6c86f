package page

import (
	"html/template"
	"maps"
	"reflect"
	"strings"

	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// pair is what a part of a template is called with that needs two values.
type pair struct{ First, Second any }

// fileAs is the address of a list's csv with another format, and more parameters.
func fileAs(address, format, more string) string {
	file, query, _ := strings.Cut(address, "?")
	file = strings.TrimSuffix(file, ".csv") + "." + format
	switch {
	case query == "" && more == "":
		return file
	case query == "":
		return file + "?" + more
	case more == "":
		return file + "?" + query
	}
	return file + "?" + query + "&" + more
}

// functions are what templates may call.
func functions(a *Assets) template.FuncMap {
	all := template.FuncMap{
		"asset":    a.url,
		"num":      func(n any) string { return registry.Thousands(reflect.Indirect(reflect.ValueOf(n)).Int()) },
		"date":     registry.DayText,
		"day":      dayField,
		"datetime": registry.MomentText,
		"basis":    basis,
		"era":      registry.EraYear,
		"field":    request.FieldLabel,
		"percent":  progress.Rate.Text,
		"share":    progress.PercentText,
		"less":     func(a, b int) int { return a - b },
		"less64":   func(a, b int64) int64 { return a - b },
		"tone":     statusTone,
		"likeness": percentOf,
		"state":    request.StateOf,
		"count":    countText,
		"signed":   chart.Signed,
		"fileAs":   fileAs,
		"amount":   amount,
		"pair":     func(first, second any) pair { return pair{first, second} },
		"priority": registry.Priority.Label,
	}
	maps.Copy(all, noticeFunctions)
	return all
}
