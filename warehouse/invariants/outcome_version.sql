-- Page {} names a version that is not stored, or is another article's.
SELECT o.page_id
FROM outcome_rows AS o LEFT JOIN version_rows AS v USING (version_id)
WHERE o.version_id IS NOT NULL AND o.article_id IS DISTINCT FROM v.article_id
