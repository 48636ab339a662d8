INSERT INTO ledger_rows BY NAME
SELECT staged.page_id::UUID AS page, staged.* EXCLUDE (batch_id, page_id)
FROM read_parquet($ledger) AS staged
SEMI JOIN fresh USING (page_id, cleaner_version, batch_id)
ANTI JOIN same_ledgers USING (page_id, cleaner_version)
