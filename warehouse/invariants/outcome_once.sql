-- More than one outcome is stored for page and cleaner version {}.
SELECT concat_ws(' ', page_id, cleaner_version)
FROM outcome_rows GROUP BY page_id, cleaner_version HAVING count(*) > 1
