-- An alert names run {}, which is not noted.
SELECT DISTINCT run_id FROM drift_alert_rows ANTI JOIN run_rows USING (run_id)
