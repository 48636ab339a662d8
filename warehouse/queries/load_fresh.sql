-- Which outcomes are new. Of a page cleaned in two batches, the first batch counts.
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT page_id, cleaner_version, min(batch_id) AS batch_id
FROM read_parquet($outcomes) AS staged
WHERE NOT EXISTS (
    FROM outcome_rows AS stored
    WHERE stored.page_id = staged.page_id AND stored.cleaner_version = staged.cleaner_version
)
GROUP BY page_id, cleaner_version
