-- Run {} has an unknown state, or one that does not agree with whether it has an end.
SELECT DISTINCT run_id FROM run_rows
WHERE state NOT IN ('running', 'completed', 'failed', 'cancelled')
    OR (state = 'running') <> (finished_at IS NULL)
