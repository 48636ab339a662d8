-- The load's own rows: what makes a repeated load change nothing.
INSERT INTO load_rows BY NAME
SELECT
    pulled.batch_id, pulled.run_id, $loaded_at AS loaded_at, cleaned.cleaner_version, cleaned.cleaned_at
FROM (SELECT batch_id, min(run_id) AS run_id FROM staged_manifest GROUP BY batch_id) AS pulled
LEFT JOIN (
    SELECT batch_id, max(cleaner_version) AS cleaner_version, max(cleaned_at) AS cleaned_at
    FROM read_parquet($outcomes)
    GROUP BY batch_id
) AS cleaned USING (batch_id)
