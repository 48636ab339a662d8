-- The fetch {} is noted more than once.
SELECT concat_ws(' ', batch_id, kind, url, fetched_at)
FROM fetch_rows GROUP BY batch_id, kind, url, fetched_at HAVING count(*) > 1
