package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// audit adds an entry to the audit log in the transaction of the act.
func (q querier) audit(ctx context.Context, scope registry.Scope, kind registry.AuditKind, object string, detail map[string]any) error {
	if detail == nil {
		detail = map[string]any{}
	}
	text, err := json.Marshal(detail)
	if err != nil {
		return registry.Failed("store.audit", err)
	}
	_, err = q.exec(ctx, "audit-add", scope.AccountID, scope.Actor, string(kind), object, string(text), scope.Address)
	return err
}

// Export describes an export of data, for the audit log.
type Export struct {
	What   string     // the name of the file or list
	Filter url.Values // what it is restricted to
	// Whole says that the export has every process of the scope's bureau: the bureau's
	// next file may be made from it.
	Whole bool
}

// RecordExport records an export in the audit log. It is called before the first byte is
// sent, so that no export is missing from the log.
func (s *Store) RecordExport(ctx context.Context, scope registry.Scope, t Export) error {
	return s.recordExport(ctx, scope, t, map[string]any{})
}

// recordExport is RecordExport with more details.
func (s *Store) recordExport(ctx context.Context, scope registry.Scope, t Export, detail map[string]any) error {
	if len(t.Filter) > 0 {
		detail["filter"] = t.Filter
	}
	return s.common.audit(ctx, scope, registry.AuditExport, t.What, detail)
}

// wholeExportDetail returns the details that let a later file of the bureau be recognised
// as made from this export. Its base is the last change before the export reads: all
// changes up to it are in the export.
func (s *Store) wholeExportDetail(ctx context.Context, scope registry.Scope, t Export, asOf time.Time) (map[string]any, error) {
	detail := map[string]any{}
	if !t.Whole || scope.BureauID == 0 {
		return detail, nil
	}
	err := s.reading(ctx, scope, func(q querier) error {
		m, err := q.moment(ctx, asOf)
		if err == nil && !m.change.IsZero() {
			detail["bureau"], detail["base"] = scope.BureauID, m.change.UTC().Format(time.RFC3339Nano)
		}
		return err
	})
	return detail, err
}

// AuditFilter restricts the audit log; zero values restrict nothing.
type AuditFilter struct {
	Kind     registry.AuditKind
	Text     string    // part of the actor or of the object
	From, To time.Time // To is the first moment after
	Before   int64     // the last entry of the page before
	Limit    int       // default 50, at most 500
}

// The parameters of an [AuditFilter] in an address.
const (
	auditKind, auditText, auditFrom, auditTo, auditBefore, auditLimit = "kind", "q", "from", "to", "before", "limit"
)

// ParseAuditFilter reads a filter from an address; from and to are days in Tokyo,
// both included.
func ParseAuditFilter(values url.Values) (AuditFilter, error) {
	f := AuditFilter{Kind: registry.AuditKind(values.Get(auditKind)), Text: values.Get(auditText)}
	wrong := func(field, message string) error {
		return &registry.Error{Code: registry.Invalid, Op: "store.ParseAuditFilter", Field: field, Message: message}
	}
	for name := range values {
		if !slices.Contains([]string{auditKind, auditText, auditFrom, auditTo, auditBefore, auditLimit}, name) {
			return f, wrong(name, "「"+name+"」という条件はありません。")
		}
	}
	if f.Kind != "" && !slices.Contains(registry.AuditKinds, f.Kind) {
		return f, wrong(auditKind, "種類を一覧から選んでください。")
	}
	for name, into := range map[string]*time.Time{auditFrom: &f.From, auditTo: &f.To} {
		if values.Get(name) == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, values.Get(name), registry.Tokyo)
		if err != nil {
			return f, wrong(name, "日付は 2022-12-31 のように入力してください。")
		}
		*into = day
	}
	if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1)
	}
	if s := values.Get(auditBefore); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 1 {
			return f, wrong(auditBefore, "before には、前のページの最後の番号を指定してください。")
		}
		f.Before = n
	}
	if s := values.Get(auditLimit); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > maxAuditLimit {
			return f, wrong(auditLimit, "limit は 1 から 500 までの整数で指定してください。")
		}
		f.Limit = n
	}
	return f, nil
}

const (
	standardAuditLimit = 50
	maxAuditLimit      = 500
)

// since is a moment as a restriction; the zero time is null and restricts nothing.
func since(t time.Time) sql.NullTime { return sql.NullTime{Time: t, Valid: !t.IsZero()} }

// auditRow is an entry of the log as queries return it.
type auditRow struct {
	ID        int64
	At        time.Time
	AccountID int64 `db:"account_id"`
	Actor     string
	Kind      registry.AuditKind
	Object    string
	Detail    json.RawMessage
	Address   string
}

// AuditEvents lists a page of the audit log, newest first; more reports whether
// there are older ones.
func (s *Store) AuditEvents(ctx context.Context, scope registry.Scope, f AuditFilter) (events []registry.AuditEvent, more bool, err error) {
	if err := scope.Require("store.AuditEvents", registry.Audit); err != nil {
		return nil, false, err
	}
	if f.Limit <= 0 || f.Limit > maxAuditLimit {
		f.Limit = standardAuditLimit
	}
	var rows []auditRow
	err = s.list(ctx, scope, &rows, "audit-events", string(f.Kind), f.Text, since(f.From), since(f.To), f.Limit+1, f.Before)
	if err != nil {
		return nil, false, err
	}
	if more = len(rows) > f.Limit; more {
		rows = rows[:f.Limit]
	}
	events = make([]registry.AuditEvent, len(rows))
	for i, r := range rows {
		events[i] = registry.AuditEvent(r)
	}
	return events, more, nil
}

// The kinds of acts that concern an account: done by it, and done to it by others.
var (
	ownActs = []registry.AuditKind{registry.AuditSignIn, registry.AuditSignInFailed, registry.AuditSignOut, registry.AuditSessionEnded,
		registry.AuditPasswordChanged, registry.AuditTokenAdded, registry.AuditTokenRevoked, registry.AuditFactorAdded,
		registry.AuditFactorRemoved, registry.AuditCodesRenewed}
	othersActs = []registry.AuditKind{registry.AuditPasswordReset, registry.AuditAccountChanged, registry.AuditAccountDisabled,
		registry.AuditAccountEnabled, registry.AuditFactorReset}
)

// ownEventsShown is how many entries of the log OwnEvents gives at most.
const ownEventsShown = 20

// OwnEvents lists the last events of the scope's own account: sign-ins, failed ones
// included, and changes of how it signs in. later leaves out what came before it; zero
// leaves out nothing.
func (s *Store) OwnEvents(ctx context.Context, scope registry.Scope, later time.Time) ([]registry.AuditEvent, error) {
	var rows []auditRow
	err := s.whole(ctx, nil, func(q querier) error {
		return q.list(
			ctx,
			&rows,
			"audit-events-own",
			scope.AccountID,
			since(later),
			pq.Array(ownActs),
			pq.Array(othersActs),
			ownEventsShown,
		)
	})
	if err != nil {
		return nil, err
	}
	events := make([]registry.AuditEvent, len(rows))
	for i, r := range rows {
		events[i] = registry.AuditEvent(r)
	}
	return events, nil
}
