-- name: related
-- The process $1 as of $2, and those of the bureaus $3 that may belong to it, some of them more than
-- once: those of which somebody decided, with the decision; and those with the same name of the
-- procedure, the same law and article, the same law in another bureau, the same documents for the same
-- type of step and the same law, the same documents for the same type. Of each kind the first $4 of its own
-- bureau and the first $5 of each other one, so that as many are looked at in a large registry as in a small
-- one. The indexes have hashes; whoever ranks the rows compares the texts.
with this as materialized (
    select p.*, hashtextextended(split_part(p.search_text, e'\n', 1), 0) as name_hash,
           hashtextextended(split_part(p.search_text, e'\n', 3), 0) as law_hash,
           hashtextextended(split_part(p.search_text, e'\n', 4), 0) as article_hash,
           hash_array_extended(p.attachments, 0) as documents_hash
    from process p
    where p.process_id = $1 and p.recorded_from <= $2 and p.recorded_to > $2 and p.bureau_id = any($3::integer[])
),
reached as materialized (
    select b as bureau_id, case when b = t.bureau_id then $4::bigint else $5 end as most, b <> t.bureau_id as other
    from this t, unnest($3::integer[]) b
),
decided as (
    select case when process_id = $1 then other_id else process_id end as process_id, related, reason, set_by, recorded_from as set_at
    from related_decision
    where $1 in (process_id, other_id) and recorded_from <= $2 and recorded_to > $2
)
select p.process_id, p.bureau_id, p.process_type, p.search_text, case when p.attachments <> '{}' then p.attachments::text else '' end as documents,
       null::boolean as related, '' as reason, '' as set_by, null::timestamptz as set_at
from this p
union all
select p.process_id, p.bureau_id, p.process_type, p.search_text, case when p.attachments <> '{}' then p.attachments::text else '' end as documents,
       d.related, d.reason, d.set_by, d.set_at
from this t, decided d
join process p on p.process_id = d.process_id and p.recorded_from <= $2 and p.recorded_to > $2 and p.bureau_id = any($3::integer[])
union all
select n.*, null, '', '', null
from this t, reached b, lateral (
    select p.process_id, p.bureau_id, p.process_type, p.search_text, case when p.attachments <> '{}' then p.attachments::text else '' end as documents
    from process p
    where hashtextextended(split_part(p.search_text, e'\n', 1), 0) = t.name_hash and p.bureau_id = b.bureau_id
      and p.recorded_from <= $2 and p.recorded_to > $2
    order by p.process_id limit b.most) n
union all
select n.*, null, '', '', null
from this t, reached b, lateral (
    select p.process_id, p.bureau_id, p.process_type, p.search_text, case when p.attachments <> '{}' then p.attachments::text else '' end as documents
    from process p
    where hashtextextended(split_part(p.search_text, e'\n', 3), 0) = t.law_hash and p.bureau_id = b.bureau_id
      and hashtextextended(split_part(p.search_text, e'\n', 4), 0) = t.article_hash and p.legal_basis <> ''
      and p.recorded_from <= $2 and p.recorded_to > $2
    order by p.process_id limit b.most) n
where t.legal_basis <> '' and t.legal_article <> ''
union all
select n.*, null, '', '', null
from this t, reached b, lateral (
    select p.process_id, p.bureau_id, p.process_type, p.search_text, case when p.attachments <> '{}' then p.attachments::text else '' end as documents
    from process p
    where hashtextextended(split_part(p.search_text, e'\n', 3), 0) = t.law_hash and p.bureau_id = b.bureau_id and p.legal_basis <> ''
      and p.recorded_from <= $2 and p.recorded_to > $2
    order by hashtextextended(split_part(p.search_text, e'\n', 4), 0), p.process_id limit b.most) n
where t.legal_basis <> '' and b.other
union all
select n.*, null, '', '', null
from this t, reached b, lateral (
    select p.process_id, p.bureau_id, p.process_type, p.search_text, case when p.attachments <> '{}' then p.attachments::text else '' end as documents
    from process p
    where hash_array_extended(p.attachments, 0) = t.documents_hash and p.process_type = t.process_type and p.bureau_id = b.bureau_id
      and hashtextextended(split_part(p.search_text, e'\n', 3), 0) = t.law_hash and p.attachments <> '{}'
      and p.recorded_from <= $2 and p.recorded_to > $2
    order by p.process_id limit b.most) n
where t.attachments <> '{}' and t.legal_basis <> ''
union all
select n.*, null, '', '', null
from this t, reached b, lateral (
    select p.process_id, p.bureau_id, p.process_type, p.search_text, case when p.attachments <> '{}' then p.attachments::text else '' end as documents
    from process p
    where hash_array_extended(p.attachments, 0) = t.documents_hash and p.process_type = t.process_type and p.bureau_id = b.bureau_id
      and p.attachments <> '{}'
      and p.recorded_from <= $2 and p.recorded_to > $2
    order by hashtextextended(split_part(p.search_text, e'\n', 3), 0), p.process_id limit b.most) n
where t.attachments <> '{}'

-- name: related-decision-close
update related_decision set recorded_to = $3, closed_by = $4, closed_reason = $5
where process_id = $1 and other_id = $2 and recorded_to = 'infinity'

-- name: related-decision-open
insert into related_decision (process_id, other_id, related, reason, set_by, recorded_from, change_id) values ($1, $2, $3, $4, $5, $6, $7)
