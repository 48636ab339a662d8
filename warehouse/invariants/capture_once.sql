-- The capture {} is noted more than once.
SELECT concat_ws(' ', page_id, captured_at, source, path)
FROM capture_rows GROUP BY page_id, captured_at, source, path HAVING count(*) > 1
