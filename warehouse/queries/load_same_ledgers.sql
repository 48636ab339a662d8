-- New outcomes of pages of which another cleaner version has given the same blocks, each of them: these are stored.
CREATE OR REPLACE TEMP TABLE same_ledgers AS
WITH again AS (
    FROM fresh SEMI JOIN outcome_rows USING (page_id)
),
staged AS (
    FROM read_parquet($ledger) SEMI JOIN again USING (page_id, cleaner_version, batch_id)
),
stored AS (
    SELECT again.page_id, kept_rows.*
    FROM ledger_rows AS kept_rows
    JOIN (SELECT DISTINCT page_id FROM again) AS again ON kept_rows.page = again.page_id::UUID
),
alike AS (
    SELECT new.page_id, new.cleaner_version, old.cleaner_version AS ledger_version, count(*) AS blocks
    FROM staged AS new JOIN stored AS old USING (page_id, position)
    WHERE (new.role, new.kept, new.rule, new.confidence, new.paragraph, new.text)
        IS NOT DISTINCT FROM (old.role, old.kept, old.rule, old.confidence, old.paragraph, old.text)
    GROUP BY ALL
),
staged_sizes AS (SELECT page_id, cleaner_version, count(*) AS blocks FROM staged GROUP BY ALL),
stored_sizes AS (
    SELECT page_id, cleaner_version AS ledger_version, count(*) AS blocks FROM stored GROUP BY ALL
)
SELECT page_id, cleaner_version, min(ledger_version) AS ledger_version
FROM alike
JOIN staged_sizes USING (page_id, cleaner_version, blocks)
JOIN stored_sizes USING (page_id, ledger_version, blocks)
GROUP BY page_id, cleaner_version
