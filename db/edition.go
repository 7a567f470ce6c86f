package db

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// Unwatched are the tables that do not move the registry's edition, since nothing that
// readers remember depends on them but by way of others. Every other table moves it,
// from the migration on that makes it.
var Unwatched = []string{
	"edition", "change", "account", // see the migration
	"process", "volume", "snapshot", // a change comes with each row
	"seal", "goose_db_version", "signing_key",

	// Uploads are read anew by each request, and so is what people do about them.
	"upload", "upload_chunk", "upload_event", "upload_remark", "upload_decision", "upload_match", "upload_conflict",
	"bureau_structure", "return_draft", "remark_draft", "staged_row", "comparison", "comparison_row", "comparison_field", "comparison_missing",
	"comparison_doubt", "comparison_conflict", "comparison_normalised",
	"earlier_row", "earlier_missing", "earlier_match", "earlier_conflict",
	"bulk_edit", "bulk_edit_process", "transfer", "transfer_process", "deputy", "round", "reminder", "notice_read", "mail", "job",

	"plan", "plan_adoption", "plan_notice", // as uploads

	// Who calls is found out by each request.
	"session", "sign_in_attempt", "api_token", "password_link", "identity", "second_factor", "recovery_code", "audit_event",
}

// watchTables lets tables move the edition from here on that do not do so yet. It does
// nothing where the schema is older than editions.
func watchTables(ctx context.Context, at execer) error {
	rows, err := at.QueryContext(ctx, `
		select c.relname
		from pg_class c
		where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and to_regproc('edition_moves') is not null
		  and not c.relname = any(string_to_array($1, ' '))
		  and not exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgfoid = to_regproc('edition_moves'))
		order by c.relname`, strings.Join(slices.Concat(formerUnsealed, Unwatched), " "))
	if err != nil {
		return err
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return errors.Join(err, rows.Close())
		}
		tables = append(tables, name)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, name := range tables {
		if _, err := at.ExecContext(ctx, `select edition_watch(format('%I', $1::text)::regclass, 'settings')`, name); err != nil {
			return err
		}
	}
	return nil
}
