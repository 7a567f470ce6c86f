package page

import (
	"fmt"
	"html/template"
	"maps"
	"reflect"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// functions are what templates may call.
func functions(a *Assets) template.FuncMap {
	all := template.FuncMap{
		"asset":    a.url,
		"num":      func(n any) string { return registry.Thousands(reflect.ValueOf(n).Int()) },
		"date":     Date,
		"datetime": Datetime,
		"basis":    basis,
		"era":      registry.EraYear,
		"label":    func(list string, code any) string { return labelOf(list, fmt.Sprint(code)) },
		"field":    request.FieldLabel,
		"less":     func(a, b int) int { return a - b },
		"tone":     statusTone,
		"count":    countText,
		"priority": priorityLabel,
	}
	maps.Copy(all, noticeFunctions)
	return all
}

// Date is a day as people write it; empty for the zero time.
func Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(registry.Tokyo)
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// Datetime is a moment as people write it, in Tokyo; empty for the zero time.
func Datetime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(registry.Tokyo)
	return fmt.Sprintf("%s %d:%02d", Date(t), t.Hour(), t.Minute())
}
