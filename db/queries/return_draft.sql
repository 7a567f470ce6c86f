-- Returns that approvers are still writing.

-- name: return-draft-reason
select reason from return_draft where upload_id = $1 and account_id = $2

-- name: return-draft-reason-set
insert into return_draft (upload_id, account_id, reason)
values ($1, $2, $3)
on conflict on constraint return_draft_pk do update set reason = excluded.reason

-- name: return-draft-remarks
select id, sheet, cell, text, at from remark_draft where upload_id = $1 and account_id = $2 order by id

-- name: return-draft-remark-add
insert into remark_draft (upload_id, account_id, sheet, cell, text) values ($1, $2, $3, $4, $5)

-- name: return-draft-remark-set
update remark_draft set text = $4 where upload_id = $1 and account_id = $2 and id = $3

-- name: return-draft-remark-remove
delete from remark_draft where upload_id = $1 and account_id = $2 and id = $3

-- name: return-draft-clear
with remarks as (delete from remark_draft where upload_id = $1 and account_id = $2)
delete from return_draft where upload_id = $1 and account_id = $2
