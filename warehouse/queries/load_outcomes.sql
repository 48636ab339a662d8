INSERT INTO outcome_rows BY NAME
SELECT
    staged.* EXCLUDE (cleaned_at),
    coalesce(same.ledger_version, staged.cleaner_version) AS ledger_version
FROM read_parquet($outcomes) AS staged
SEMI JOIN fresh USING (page_id, cleaner_version, batch_id)
LEFT JOIN same_ledgers AS same USING (page_id, cleaner_version)
