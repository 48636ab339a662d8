-- Page {} is neither an article nor a rejection with a known reason, or both.
SELECT page_id FROM outcome_rows
WHERE (version_id IS NULL) = (reason IS NULL)
    OR (version_id IS NULL) <> (article_id IS NULL)
    OR reason NOT IN (SELECT unnest($reasons::VARCHAR[]))
