-- The alert {} is noted more than once.
-- A run's end that is tried again may raise a metric of a site once more, but at a later page.
SELECT concat_ws(' ', site, metric, run_id)
FROM drift_alert_rows GROUP BY site, metric, run_id, page_id HAVING count(*) > 1
