package db

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
)

// SealSetting is the setting by which a connection says that it belongs to the program: what
// it writes to sealed tables is sealed. What others write has no seal, and verify finds it.
const SealSetting = "tetsuzuki.seals"

// Unsealed are the tables whose rows have no seals, with the reason. Every other table is
// sealed from the migration on that makes it.
var Unsealed = map[string]string{
	"seal":                  "is the chain itself",
	"process":               "the chain of changes covers it, and the changes are sealed",
	"volume":                "the chain of changes covers it, and the changes are sealed",
	"upload_chunk":          "the sealed row of its upload has the digest of the file",
	"staged_row":            "the sealed row of its upload has the digest of its rows",
	"comparison":            "the stored result of comparing an upload, for pages; confirming compares anew",
	"comparison_row":        "as comparison",
	"comparison_field":      "as comparison",
	"comparison_missing":    "as comparison",
	"comparison_doubt":      "as comparison",
	"comparison_conflict":   "as comparison",
	"comparison_normalised": "as comparison",
	"earlier_row":           "what an earlier reading had, until it is carried over; confirming looks at what was carried, which is sealed",
	"earlier_missing":       "as earlier_row",
	"earlier_match":         "as earlier_row",
	"earlier_conflict":      "as earlier_row",
	"return_draft":          "what an approver is still writing; it decides nothing, and what is sent is sealed",
	"remark_draft":          "as return_draft",
	"session":               "who is signed in just now; it decides nothing, and what is done in it is noted by name",
	"sign_in_attempt":       "counts failures for some minutes",
	"job":                   "work that waits; what comes of it is sealed",
	"mail":                  "letters that wait; what they tell of is sealed",
	"notice_read":           "what somebody has seen",
	"edition":               "counts what others decide; from an altered one, at worst something is remembered for too long",
	"goose_db_version":      "which steps the schema has; the schema itself is compared",
}

// formerUnsealed are the names that tables of [Unsealed] have in schemas before migration
// 00056.
var formerUnsealed = []string{
	"compared_row", "compared_field", "compared_missing", "compared_doubt", "compared_conflict", "compared_healed",
}

// unsealedColumns are those of sealed tables that decide nothing and are written so
// often that a seal each time would be too many.
var unsealedColumns = map[string][]string{
	"api_token": {"last_used_at"},
}

// execer is a pool, a connection or a transaction.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// sealTables seals, from now on, what is written to those tables that have no seals yet. It
// does nothing where the schema is older than seals.
func sealTables(ctx context.Context, at execer) error {
	rows, err := at.QueryContext(ctx, `
		select c.relname
		from pg_class c
		where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and to_regproc('seal') is not null
		  and not c.relname = any(string_to_array($1, ' '))
		  and not exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgfoid = to_regproc('seal'))
		order by c.relname`, strings.Join(slices.AppendSeq(slices.Clone(formerUnsealed), maps.Keys(Unsealed)), " "))
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
		if _, err := at.ExecContext(ctx, `select seal_table(format('%I', $1::text)::regclass, string_to_array($2, ' '))`, name,
			strings.Join(unsealedColumns[name], " ")); err != nil {
			return err
		}
	}
	return nil
}

// sealing runs a step of the schema if one is due, and seals the rows that the step wrote.
// Their seals continue from what the rows were before it, so that a migration does not hide
// what was altered behind the program's back. Others that migrate wait, since what they have
// read before would be old.
func sealing(ctx context.Context, pool *sql.DB, due func(context.Context) (bool, error), migrate func() error) (changed bool, err error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `select pg_advisory_lock(hashtextextended('tetsuzuki.migrate', 0))`); err != nil {
		return false, err
	}
	defer func() {
		_, unlock := conn.ExecContext(context.WithoutCancel(ctx), `select pg_advisory_unlock(hashtextextended('tetsuzuki.migrate', 0))`)
		err = errors.Join(err, unlock)
	}()
	if changed, err = due(ctx); err != nil || !changed {
		return false, err
	}
	if _, err := conn.ExecContext(ctx, `
		create temporary table seal_before (relation text, key text, digest bytea);
		do $$ begin
			if to_regproc('seal_rows') is not null then
				insert into seal_before select * from seal_rows();
			end if;
		end $$`); err != nil {
		return false, err
	}
	err = migrate()
	if err == nil {
		err = sealTables(ctx, conn)
	}
	if err == nil {
		err = watchTables(ctx, conn)
	}
	if err == nil {
		_, err = conn.ExecContext(ctx, sealMigrated)
	}
	_, drop := conn.ExecContext(context.WithoutCancel(ctx), `drop table seal_before`)
	return true, errors.Join(err, drop)
}

// sealMigrated seals what is not as it was before; the first time, whatever is there.
const sealMigrated = `do $$
	declare r record;
	begin
		if to_regclass('seal') is null then
			return;
		end if;
		for r in
			select relation, key, b.digest as was, a.digest as became
			from seal_rows() a full join seal_before b using (relation, key)
			where a.digest is distinct from b.digest
			order by relation, length(key), key
		loop
			perform seal_append(r.relation, r.key, r.was, r.became, 'migration');
		end loop;
	end $$`
