-- The ledger holds blocks of page and cleaner version {}, which has no outcome.
SELECT concat_ws(' ', page_id, cleaner_version)
FROM (SELECT DISTINCT page_id, cleaner_version FROM ledger)
ANTI JOIN (FROM outcome_rows WHERE ledger_version = cleaner_version) USING (page_id, cleaner_version)
