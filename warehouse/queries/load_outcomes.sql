INSERT INTO outcome_rows BY NAME
SELECT staged.* EXCLUDE (cleaned_at)
FROM read_parquet($outcomes) AS staged
SEMI JOIN fresh USING (page_id, cleaner_version, batch_id)
