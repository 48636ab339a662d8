-- States of articles that were not seen before.
INSERT INTO version_rows BY NAME
SELECT DISTINCT ON (version_id) *
FROM read_parquet($versions) AS staged
WHERE NOT EXISTS (FROM version_rows AS stored WHERE stored.version_id = staged.version_id)
