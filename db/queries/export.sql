-- What exports ask for besides the lists.

-- name: fiscal-years
-- The fiscal years for which there is a volume as of $1.
select distinct v.fiscal_year from volume v where v.recorded_from <= $1 and v.recorded_to > $1 order by 1
