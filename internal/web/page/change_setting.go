package page

import (
	"math"
	"strconv"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// changedSetting is what a change did to one setting.
type changedSetting struct {
	store.ChangedSetting
	Fields []fieldChange
}

// Rows is how many rows of the table the setting takes.
func (s changedSetting) Rows() int { return len(s.Fields) }

func changedSettings(all []store.ChangedSetting) []changedSetting {
	shown := make([]changedSetting, len(all))
	for i, s := range all {
		shown[i].ChangedSetting = s
		for _, f := range s.Fields {
			shown[i].Fields = append(shown[i].Fields,
				fieldChange{registry.SettingFieldLabel(f.Field), settingText(f.Field, f.Old), settingText(f.Field, f.New)})
		}
	}
	return shown
}

// settingText is the value of a field of a setting as pages write it.
func settingText(field, value string) string {
	if value == "" {
		return none
	}
	switch field {
	case "day", "effective_from", "effective_on", "valid_from", "valid_to":
		if day, err := time.ParseInLocation(time.DateOnly, value, registry.Tokyo); err == nil {
			return registry.DayText(day)
		}
	case "rate":
		if rate, err := strconv.ParseFloat(value, 64); err == nil {
			return strconv.FormatFloat(math.Round(rate*registry.RateUnit)*100/registry.RateUnit, 'f', -1, 64) + "％"
		}
	case "volume", "numerator", "denominator", "count":
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			return registry.Thousands(n)
		}
	case "scope":
		return registry.TargetScope(value).Label()
	case "list":
		return registry.ListName(value).Label()
	case "related":
		return map[string]string{"true": "あり", "false": "なし"}[value]
	case "shared":
		return map[string]string{"true": "する", "false": "しない"}[value]
	case "rate_kind":
		return progress.RateKind(value).Label()
	case "code_list":
		return codeListLabel(value)
	case "amends":
		return registry.AmendmentKind(value).Label()
	case "kind":
		return registry.OrganisationKind(value).Label()
	}
	return value
}
