package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/parameter"
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
	Filter url.Values // what it is restricted to, as the parameters of an address
	// Conditions says what it is restricted to where the list has no such parameters.
	Conditions string
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
	if t.Conditions != "" {
		detail["conditions"] = t.Conditions
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
	Limit    int       // default 50, at most 500; see also [Store.WholeLog]
}

// AuditParameters are how an [AuditFilter] is written; from and to are days in Tokyo, both
// included.
var AuditParameters = parameter.Table[AuditFilter]{
	parameter.OneOf("kind", "種類", registry.AuditKinds, func(f *AuditFilter) *registry.AuditKind { return &f.Kind }),
	parameter.Words("q", "だれが・何を、に含まれる文字", "取込", 200, func(f *AuditFilter) *string { return &f.Text }),
	parameter.Day("from", "この日から", "2022-04-01", func(f *AuditFilter) *time.Time { return &f.From }),
	lastDay(parameter.Day("to", "この日まで", "2022-12-31", func(f *AuditFilter) *time.Time { return &f.To })),
	parameter.Integer("before", "前のページの next_before", "120", 1, 0, func(f *AuditFilter) *int64 { return &f.Before }),
	parameter.Integer("limit", "", "50", 1, maxAuditLimit, func(f *AuditFilter) *int { return &f.Limit }).Or(strconv.Itoa(standardAuditLimit)),
}

// lastDay makes a day the first moment after it.
func lastDay(p parameter.Parameter[AuditFilter]) parameter.Parameter[AuditFilter] {
	day := p.Set
	p.Set = func(f *AuditFilter, v string) bool {
		ok := day(f, v)
		f.To = f.To.AddDate(0, 0, 1)
		return ok
	}
	return p
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
	Elsewhere bool
	Total     int64
}

// event is the entry without what only lists need.
func (r auditRow) event() registry.AuditEvent {
	return registry.AuditEvent{ID: r.ID, At: r.At, AccountID: r.AccountID, Actor: r.Actor, Kind: r.Kind, Object: r.Object,
		Detail: r.Detail, Address: r.Address, NoAddress: r.Elsewhere}
}

// AuditEvents lists a page of the log, newest first; next is what the page of the older ones is
// Before, nil where there are none, and total how many entries the filter leaves.
func (s *Store) AuditEvents(ctx context.Context, scope registry.Scope, f AuditFilter) (
	events []registry.AuditEvent, next *int64, total int64, err error,
) {
	if f.Limit <= 0 || f.Limit > maxAuditLimit {
		f.Limit = standardAuditLimit
	}
	rows, err := s.auditRows(ctx, scope, f, sql.NullInt64{Int64: int64(registry.Paging(f.Limit).Limit()), Valid: true})
	if err != nil {
		return nil, nil, 0, err
	}
	if len(rows) > 0 {
		total = rows[0].Total
	}
	rows, next = registry.PageOf(registry.Paging(f.Limit), rows, func(r auditRow) int64 { return r.ID })
	events = make([]registry.AuditEvent, len(rows))
	for i, r := range rows {
		events[i] = r.event()
	}
	return events, next, total, nil
}

// WholeLog lists all entries that the filter leaves, newest first, for a file.
func (s *Store) WholeLog(ctx context.Context, scope registry.Scope, f AuditFilter) ([]registry.AuditEvent, error) {
	f.Before = 0
	rows, err := s.auditRows(ctx, scope, f, sql.NullInt64{})
	if err != nil {
		return nil, err
	}
	events := make([]registry.AuditEvent, len(rows))
	for i, r := range rows {
		events[i] = r.event()
	}
	return events, nil
}

func (s *Store) auditRows(ctx context.Context, scope registry.Scope, f AuditFilter, limit sql.NullInt64) ([]auditRow, error) {
	if err := scope.Require("store.AuditEvents", registry.Audit); err != nil {
		return nil, err
	}
	var rows []auditRow
	err := s.list(ctx, scope, &rows, "audit-events", string(f.Kind), f.Text, since(f.From), since(f.To), limit, f.Before)
	return rows, err
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
		events[i] = r.event()
	}
	return events, nil
}
