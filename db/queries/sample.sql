-- Whether the made-up catalogue may be added, and which parts of it are there.

-- name: sample-state
-- foreign: whether there is anything that is not made up: neither as such, nor by the actor $1, nor
-- by an account of the sample.
select exists (select from account where not sample)
           or exists (select from change c where c.kind <> 'sample' and c.actor <> $1
                      and not exists (select from account a where a.id = c.account_id and a.sample)) as foreign,
       array(select login from account where sample)::text[] as logins,
       array(select name from round)::text[] as rounds,
       array(select file_name from upload where state in ('confirmed', 'unchanged'))::text[] as files,
       array(select name from snapshot)::text[] as snapshots,
       array(select id from upload where account_id is null and actor = $1 and state in ('received', 'staged')) as begun
