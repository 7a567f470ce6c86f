-- Whether the made-up catalogue may be added, and which parts of it are there.

-- name: sample-state
-- foreign: whether there is anything that is not made up.
select exists (select from account where not sample) or exists (select from change where kind <> 'sample') as foreign,
       array(select login from account where sample)::text[] as logins,
       array(select distinct bureau_id from process where recorded_to > '9999-12-31 00:00:00+00')::bigint[] as bureaus
