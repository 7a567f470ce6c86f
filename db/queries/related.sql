-- name: related
-- The processes as of $2 that may belong to the process $1 of the bureau $3, with its key of the
-- procedure, law and article ($4, $5, $6) and its documents ($7): those of the same law and article,
-- of the same procedure, with the same documents, of the same law or procedure in other bureaus, and those of which
-- somebody decided.
select p.process_id
from process p
where p.recorded_from <= $2 and p.recorded_to > $2 and p.process_id <> $1
  and ($5 <> '' and split_part(p.search_text, e'\n', 3) = $5 and ($6 <> '' and split_part(p.search_text, e'\n', 4) = $6 or p.bureau_id <> $3)
       or split_part(p.search_text, e'\n', 1) = $4
       or p.attachments = $7 and p.attachments <> '{}'
       or p.process_id in (select case when d.process_id = $1 then d.other_id else d.process_id end from related_decision d
                           where $1 in (d.process_id, d.other_id) and d.recorded_from <= $2 and d.recorded_to > $2))
order by (p.bureau_id = $3) desc, split_part(p.search_text, e'\n', 1) = $4 desc, p.process_id
limit 300

-- name: related-decisions
-- What was decided as of $2 of the process $1.
select case when process_id = $1 then other_id else process_id end as other, related, reason, set_by, recorded_from as set_at
from related_decision
where $1 in (process_id, other_id) and recorded_from <= $2 and recorded_to > $2

-- name: related-decision-close
update related_decision set recorded_to = $3, closed_by = $4, closed_reason = $5
where process_id = $1 and other_id = $2 and recorded_to = 'infinity'

-- name: related-decision-open
insert into related_decision (process_id, other_id, related, reason, set_by, recorded_from, change_id) values ($1, $2, $3, $4, $5, $6, $7)
