-- Page {} has an outcome of a batch that was never loaded, or under another cleaner version.
SELECT o.page_id
FROM outcome_rows AS o LEFT JOIN load_rows AS l USING (batch_id)
WHERE l.cleaner_version IS DISTINCT FROM o.cleaner_version
