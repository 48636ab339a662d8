-- What the drift sentinel raised: a site that departs from its own past, a source that does not deliver.
CREATE TABLE drift_alert_rows (
    site VARCHAR NOT NULL,
    metric VARCHAR NOT NULL,
    raised_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL,
    page_id VARCHAR,
    pages BIGINT NOT NULL,
    usual DOUBLE NOT NULL,
    observed DOUBLE NOT NULL,
    sentence VARCHAR NOT NULL,
    evidence VARCHAR[] NOT NULL
);
COMMENT ON TABLE drift_alert_rows IS 'Each alert once; unique by site, metric and run_id.';

CREATE VIEW drift_alerts AS
SELECT site, metric, raised_at, run_id, page_id, pages, usual, observed, sentence, evidence
FROM drift_alert_rows;
COMMENT ON VIEW drift_alerts IS 'Sites that departed from their own past, and sources that stopped delivering.';
COMMENT ON COLUMN drift_alerts.site IS 'The site; for "no delivery" and pages without a site, the source';
COMMENT ON COLUMN drift_alerts.metric IS
    'What changed: author, date, dateline, caption, rejected, removed by a rule, words, kept share, '
    'repeated line or no delivery';
COMMENT ON COLUMN drift_alerts.raised_at IS 'When the sentinel raised it (UTC)';
COMMENT ON COLUMN drift_alerts.run_id IS 'The run at whose end it was raised';
COMMENT ON COLUMN drift_alerts.page_id IS 'The page at which it was certain; NULL for no delivery';
COMMENT ON COLUMN drift_alerts.pages IS 'How many pages it took from the change to there; days for no delivery';
COMMENT ON COLUMN drift_alerts.usual IS 'Before: a share of pages, or a median; longest gap in days for no delivery';
COMMENT ON COLUMN drift_alerts.observed IS 'Since the change, in the same measure';
COMMENT ON COLUMN drift_alerts.sentence IS 'What to tell people';
COMMENT ON COLUMN drift_alerts.evidence IS 'Ids of up to five pages that show it, newest first';
