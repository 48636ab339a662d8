-- What the new outcomes hold, for the summary of a run.
WITH outcomes AS (
    SELECT reason, version_id, captions
    FROM read_parquet($outcomes) SEMI JOIN fresh USING (page_id, cleaner_version, batch_id)
),
blocks AS (
    SELECT role, count(*) AS blocks, count(*) FILTER (NOT kept) AS removed
    FROM read_parquet($ledger) SEMI JOIN fresh USING (page_id, cleaner_version, batch_id)
    GROUP BY role
),
reasons AS (SELECT reason, count(*) AS pages FROM outcomes WHERE reason IS NOT NULL GROUP BY reason)
SELECT
    (SELECT count(version_id) FROM outcomes),
    (SELECT map_from_entries(list((reason::VARCHAR, pages) ORDER BY reason)) FROM reasons),
    (SELECT sum(blocks)::BIGINT FROM blocks),
    (SELECT map_from_entries(list((role::VARCHAR, removed) ORDER BY role)) FROM blocks WHERE removed > 0),
    (SELECT sum(list_sum(list_transform(captions, lambda c: c.times_seen)))::BIGINT FROM outcomes),
    (SELECT sum(len(captions))::BIGINT FROM outcomes)
