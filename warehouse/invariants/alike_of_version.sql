-- Version {} is said to be alike another, but is not stored, or is another article's.
SELECT DISTINCT a.version
FROM (
    SELECT one AS version, article_one AS article FROM alike_rows
    UNION ALL
    SELECT other, article_other FROM alike_rows
) AS a
LEFT JOIN version_rows AS v ON try_cast(v.version_id AS UUID) = a.version
WHERE try_cast(v.article_id AS UUID) IS DISTINCT FROM a.article
