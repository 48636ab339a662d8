-- Run {} is noted with more than one beginning.
SELECT run_id FROM run_rows GROUP BY run_id HAVING min(started_at) <> max(started_at)
