-- Page {} is an article, but the ledger holds none of its blocks.
SELECT page_id
FROM (SELECT page_id, ledger_version AS cleaner_version FROM outcome_rows WHERE version_id IS NOT NULL)
ANTI JOIN ledger USING (page_id, cleaner_version)
