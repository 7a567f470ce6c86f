package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"tetsuzuki/internal/law"
	"tetsuzuki/internal/registry"
)

// LawSettings lists every version of what people set of laws, the current ones first.
func (s *Store) LawSettings(ctx context.Context) ([]registry.LawSettingVersion, error) {
	all, err := Remember(ctx, s, registry.Scope{}, lawSettingsAsked, s.common.readLawSettings)
	return slices.Clone(all), err
}

var lawSettingsAsked = Question{Name: "law-settings", Set: true}

func (q querier) readLawSettings(ctx context.Context) (all []registry.LawSettingVersion, err error) {
	err = q.together(ctx, askLawSettings(&all))
	return all, err
}

func askLawSettings(to *[]registry.LawSettingVersion) ask {
	var rows []struct {
		ID                     int64
		Kind                   registry.LawSettingKind
		Written, Value, Reason string
		SetBy                  string       `db:"set_by"`
		SetAt                  time.Time    `db:"set_at"`
		EndedAt                sql.NullTime `db:"ended_at"`
		Why                    string       `db:"closed_reason"`
	}
	return ask{dest: &rows, name: "law-settings", read: func() error {
		*to = make([]registry.LawSettingVersion, len(rows))
		for i, r := range rows {
			(*to)[i] = registry.LawSettingVersion{ID: r.ID, Set: registry.SetBy{By: r.SetBy, At: r.SetAt, EndedAt: r.EndedAt.Time, Why: r.Why},
				LawSetting: registry.LawSetting{Kind: r.Kind, Written: r.Written, Value: r.Value, Reason: r.Reason}}
		}
		return nil
	}}
}

// SetLaw sets what a writing means, or which ministry is in charge of a law. What was set of it
// before ends, and stays in the history.
func (s *Store) SetLaw(ctx context.Context, scope registry.Scope, l registry.LawSetting) error {
	const op = "store.SetLaw"
	l.Written, l.Value, l.Reason = strings.TrimSpace(l.Written), strings.TrimSpace(l.Value), strings.TrimSpace(l.Reason)
	switch {
	case l.Kind.Label() == "":
		return wrongSetting(op, "kind", "何を定めるかは、次のどれかで指定してください。"+registry.Choices(registry.LawSettingKinds))
	case l.Written == "":
		return wrongSetting(op, "written", "書かれていることを、そのまま入力してください。例：旅券の法律")
	case len([]rune(l.Written)) > 1000:
		return wrongSetting(op, "written", "書かれていることは1,000文字以内で入力してください。")
	case l.Kind == registry.LawMinistry && l.Value == "":
		return wrongSetting(op, "value", "所管府省を入力してください。例：外務省")
	case len([]rune(l.Value)) > 200:
		return wrongSetting(op, "value", "200文字以内で入力してください。例：旅券法")
	}
	if _, ok := law.KindOf(l.Value); l.Kind == registry.LawAlias && !ok {
		return wrongSetting(op, "value", "法律、政令、省令、条例などの名前を入力してください。例：旅券法")
	}
	text := shortened(fmt.Sprintf("%s：「%s」を「%s」とする：%s", l.Kind.Label(), l.Written, l.Value, l.Reason))
	return s.settingBy(ctx, scope, registry.Propose, op, l.Reason, text, func(q querier, c change) error {
		key := law.Key(l.Written)
		if _, err := q.exec(ctx, "law-setting-close", string(l.Kind), key, c.At, c.ID, l.Reason); err != nil {
			return err
		}
		_, err := q.exec(ctx, "law-setting-open", string(l.Kind), l.Written, key, l.Value, l.Reason, scope.Actor, c.At, c.ID)
		return err
	})
}

// WithdrawLaw ends what was set of a law.
func (s *Store) WithdrawLaw(ctx context.Context, scope registry.Scope, id int64, reason string) error {
	const op = "store.WithdrawLaw"
	reason = strings.TrimSpace(reason)
	return s.settingBy(ctx, scope, registry.Propose, op, reason, "法令の定めを取りやめる："+reason, func(q querier, c change) error {
		n, err := q.exec(ctx, "law-setting-end", id, c.At, c.ID, reason)
		return found(n, err, op, "この定めはないか、すでに取りやめられています。一覧を確かめてください。")
	})
}
