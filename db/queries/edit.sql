-- Writing single versions: the one in force is closed, and the next one opened.

-- name: processes-close
update process
set recorded_to = $1, closed_by = $2
where process_id = any($3::bigint[]) and recorded_to > '9999-12-31 00:00:00+00'
returning nextval('writing')

-- name: process-open
insert into process (process_id, recorded_from, change_id, bureau_id, department, division, procedure_name,
                     process_name, process_type, applicant, recipient, legal_basis, legal_article, affair_category,
                     digitization_status, planned_fiscal_year, digitized_on, obstacle, national_law_change,
                     law_to_change, ministry, scope, platform, identity_method, fee, payment_methods, attachments,
                     seal_required, standard_processing_period, remarks, priority_override, priority_reason,
                     volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online,
                     usage_year, search_text, identity_key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42)

-- name: volumes-close
update volume
set recorded_to = $1, closed_by = $2
where process_id = $3 and fiscal_year = any($4::integer[]) and recorded_to > '9999-12-31 00:00:00+00'

-- name: volume-open
insert into volume (process_id, fiscal_year, recorded_from, change_id, total, total_upper, total_qualifier,
                    total_state, total_raw, online, online_upper, online_qualifier, online_state, online_raw)
values ($1, $2, $3, $4, $5, $6, nullif($7, ''), nullif($8, ''), $9, $10, $11, nullif($12, ''), nullif($13, ''), $14)
