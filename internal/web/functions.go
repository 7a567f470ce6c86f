package web

import (
	"fmt"
	"html/template"
	"reflect"
	"time"

	"tetsuzuki/internal/registry"
)

// functions are what templates may call.
func functions(a *assets) template.FuncMap {
	return template.FuncMap{
		"asset":    a.url,
		"num":      func(n any) string { return registry.Thousands(reflect.ValueOf(n).Int()) },
		"date":     date,
		"datetime": datetime,
		"basis":    basis,
		"era":      registry.EraYear,
		"label":    func(list string, code any) string { return labelOf(list, fmt.Sprint(code)) },
		"field":    fieldLabel,
		"less":     func(a, b int) int { return a - b },
		"tone":     statusTone,
		"count":    countText,
		"priority": priorityLabel,
	}
}

// date is a day as people write it; empty for the zero time.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(registry.Tokyo)
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// datetime is a moment as people write it, in Tokyo; empty for the zero time.
func datetime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(registry.Tokyo)
	return fmt.Sprintf("%s %d:%02d", date(t), t.Hour(), t.Minute())
}
