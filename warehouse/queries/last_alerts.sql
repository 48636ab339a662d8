-- What the drift sentinel raised last, the newest first.
SELECT raised_at, sentence FROM drift_alert_rows ORDER BY raised_at DESC, site, metric LIMIT $most
