package page

import (
	"fmt"
	"html/template"
	"maps"
	"reflect"

	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// pair is what a part of a template is called with that needs two values.
type pair struct{ First, Second any }

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
		"label":    func(list string, code any) string { return labelOf(list, fmt.Sprint(code)) },
		"field":    request.FieldLabel,
		"percent":  progress.Rate.Text,
		"share":    progress.PercentText,
		"less":     func(a, b int) int { return a - b },
		"less64":   func(a, b int64) int64 { return a - b },
		"tone":     statusTone,
		"state":    request.StateOf,
		"count":    countText,
		"signed":   chart.Signed,
		"pair":     func(first, second any) pair { return pair{first, second} },
		"priority": registry.Priority.Label,
	}
	maps.Copy(all, noticeFunctions)
	return all
}
