-- name: saved-views
-- The views that the account $1 sees: its own and the shared ones. Its own come first.
select v.view as id, v.name, v.list, v.query, v.shared, coalesce(v.account_id, 0) as account_id, v.set_by, v.recorded_from as set_at,
       coalesce(b.name, '') as bureau
from saved_view v left join bureau b on b.id = v.bureau_id
where v.recorded_to = 'infinity' and (v.shared or v.account_id = $1)
order by v.account_id is not distinct from $1 desc, v.name, v.view

-- name: saved-view-number
select nextval('saved_view_number')

-- name: saved-view-open
-- A version of the view $1, by account $2 of bureau $3.
insert into saved_view (view, account_id, bureau_id, name, list, query, shared, set_by, recorded_from, change_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: saved-view-close
-- Ends the current version of the view $1, and says whose it is.
update saved_view set recorded_to = $2, closed_by = $3 where view = $1 and recorded_to = 'infinity'
