-- Version {} is stored more than once.
SELECT version_id FROM version_rows GROUP BY version_id HAVING count(*) > 1
