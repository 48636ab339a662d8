-- Version {} has more than one sketch of one method.
SELECT DISTINCT version FROM sketch_rows GROUP BY version, method HAVING count(*) > 1
