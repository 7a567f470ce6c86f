package page

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// auditNames are the labels of an entry's details, in the order of pages.
var auditNames = []struct{ key, label string }{
	{
		"by",
		"方法",
	}, {"rest", "このあとの失敗"}, {"tokens", "取り消した API トークンの数"}, {"tokens_kept", "残した API トークンの数"}, {"account", "アカウント"}, {"accounts", "登録した人"},
	{"token", "トークンの番号"},
	{"expires_at", "期限"},
	{"name", "名前"}, {"role", "役割"}, {"bureau", "局"}, {"email", "メール"},
	{"reason", "理由・内容"}, {"approver", "承認者"}, {"from", "この日から"}, {"to", "この日まで"},
	{"round", "調査回の番号"}, {"fiscal_year", "件数の年度"}, {"opens_on", "受付を始める日"}, {"deadline", "締切"},
	{"asks", "提出を求める局"}, {"note", "メモ"}, {"bureaus", "督促した局"}, {"people", "届いた人の数"},
	{"text", "添えた言葉"}, {"filter", "条件"}, {"conditions", "条件"}, {"base", "登録内容の時点"},
}

// auditLinks are the things that an entry leads to.
var auditLinks = []struct {
	key, label string
	path       func(int64) string
}{
	{"upload", "受付番号", registry.UploadPath}, {"change", "変更", registry.ChangePath},
	{"snapshot", "公表値", registry.SnapshotPath}, {"transfer", "所管替え", registry.TransferPath},
}

// ActorText is who did it, for people.
func (r auditRow) ActorText() string {
	if r.Actor == "" && strings.HasPrefix(string(r.Kind), "reminder_") {
		return "自動"
	}
	return cmp.Or(r.Actor, "不明")
}

// detailText is the details of an entry in one text, for files.
func (r auditRow) detailText() string {
	lines := r.Details
	for _, to := range r.Links {
		lines = append(lines, to.Label)
	}
	return strings.Join(lines, "、")
}

// auditDetails writes the details of an entry for people; of a change, the old and the new
// value.
func (l labels) auditDetails(raw json.RawMessage, bureaus map[int]request.BureauName) (lines []string, links []auditLink, err error) {
	var d map[string]any
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, nil, registry.Failed("page.auditDetails", err)
	}
	before, _ := d["before"].(map[string]any)
	after, _ := d["after"].(map[string]any)
	delete(d, "before")
	delete(d, "after")
	for _, to := range auditLinks {
		if n, ok := d[to.key].(float64); ok {
			links = append(links, auditLink{fmt.Sprintf("%s %d", to.label, int64(n)), to.path(int64(n))})
		}
		delete(d, to.key)
	}
	for _, n := range auditNames {
		if text := l.auditText(n.key, d[n.key], bureaus); text != "" {
			lines = append(lines, n.label+"："+text)
		}
		old, now := l.auditText(n.key, before[n.key], bureaus), l.auditText(n.key, after[n.key], bureaus)
		switch {
		case before == nil && now != "":
			lines = append(lines, n.label+"："+now)
		case before != nil && old != now:
			lines = append(lines, n.label+"："+cmp.Or(old, none)+" → "+cmp.Or(now, none))
		}
		delete(d, n.key)
	}
	for _, key := range slices.Sorted(maps.Keys(d)) { // of another version of the program
		lines = append(lines, fmt.Sprintf("%s：%v", key, d[key]))
	}
	return lines, links, nil
}

// auditText is one detail for people; empty for none.
func (l labels) auditText(key string, value any, bureaus map[int]request.BureauName) string {
	switch v := value.(type) {
	case nil:
		return ""
	case float64:
		switch key {
		case "bureau":
			return bureaus[int(v)].Name
		case "fiscal_year":
			return registry.EraYear(int(v))
		}
		return fmt.Sprint(v)
	case []any:
		names := make([]string, len(v))
		for i, one := range v {
			names[i] = l.auditText("bureau", one, bureaus)
		}
		return strings.Join(names, "、")
	case map[string]any: // a filter, as in an address
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			given, _ := v[name].([]any)
			for _, one := range given {
				parts = append(parts, l.conditionText(name, fmt.Sprint(one), bureaus))
			}
		}
		return strings.Join(parts, "、")
	case string:
		return auditWord(key, v)
	}
	return fmt.Sprint(value)
}

// conditionText is one condition of a list that was taken out, as its chip was.
func (l labels) conditionText(name, value string, bureaus map[int]request.BureauName) string {
	var all []registry.Bureau
	for _, b := range bureaus {
		all = append(all, registry.Bureau{Code: b.Code, Name: b.Name})
	}
	label, known := conditionLabels[name]
	if !known {
		label = name // of another version of the program
	}
	if name == "as_of" {
		if at, err := registry.ParseMoment(value); err == nil {
			return label + "：" + registry.MomentText(at)
		}
	}
	return label + "：" + names{l, all}.option(name, value)
}

// auditWord is a text of an entry for people: codes become labels, days and moments are
// written out.
func auditWord(key, v string) string {
	switch key {
	case "by":
		if label, ok := map[string]string{"password": "パスワード", "openid": "認証サービス", "code": "認証アプリのコード", "recovery_code": "回復コード"}[v]; ok {
			return label
		}
	case "rest":
		if v == "not_noted" {
			return "1時間、記録しない"
		}
	case "role":
		return registry.Role(v).Label()
	case "asks":
		return registry.RoundAsks(v).Label()
	}
	if day, err := time.ParseInLocation(time.DateOnly, v, registry.Tokyo); err == nil {
		return registry.DayText(day)
	}
	if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
		return registry.MomentText(at)
	}
	return v
}
