-- A sketch names version {}, which is not stored, or is another article's.
SELECT DISTINCT s.version
FROM sketch_rows AS s LEFT JOIN version_rows AS v ON try_cast(v.version_id AS UUID) = s.version
WHERE try_cast(v.article_id AS UUID) IS DISTINCT FROM s.article
