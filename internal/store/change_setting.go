package store

import (
	"context"
	"slices"

	"tetsuzuki/internal/registry"
)

// ChangedSetting is what a change did to one setting, field by field.
type ChangedSetting struct {
	Setting registry.SettingKind
	Name    string // of a target, a figure or a bureau
	Created bool   // there was none before
	Removed bool   // there is none any more
	Fields  []FieldChange
}

// changedSettings lists what a change wrote of settings.
func (q querier) changedSettings(ctx context.Context, id int64) ([]ChangedSetting, error) {
	var rows []struct {
		Setting  registry.SettingKind
		Name     string
		Old, New []byte
	}
	if err := q.list(ctx, &rows, "change-settings", id); err != nil {
		return nil, err
	}
	all := make([]ChangedSetting, len(rows))
	for i, r := range rows {
		all[i] = ChangedSetting{Setting: r.Setting, Name: r.Name, Created: r.Old == nil, Removed: r.New == nil}
		old, is := map[string]any{}, map[string]any{}
		if err := decode(r.Old, &old); err != nil {
			return nil, registry.Failed("store.changedSettings", err)
		}
		if err := decode(r.New, &is); err != nil {
			return nil, registry.Failed("store.changedSettings", err)
		}
		for _, field := range registry.SettingFields {
			if was, now := cellText(old[field]), cellText(is[field]); was != now {
				all[i].Fields = append(all[i].Fields, FieldChange{Field: field, Old: was, New: now})
			}
		}
	}
	return slices.DeleteFunc(all, func(c ChangedSetting) bool { return len(c.Fields) == 0 }), nil
}
