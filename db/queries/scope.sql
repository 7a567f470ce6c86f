-- name: narrow-to-bureau
-- To the end of the transaction; see 00013_row_security.sql.
select set_config('role', 'tetsuzuki_app', true), set_config('tetsuzuki.bureau', $1, true)
