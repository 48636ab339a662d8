-- The sentinel also raises sources that bring far less than they used to.
COMMENT ON VIEW drift_alerts IS 'Sites that departed from their own past, and sources that deliver little or nothing.';
COMMENT ON COLUMN drift_alerts.site IS
    'The site; for "no delivery", "few articles" and pages without a site, the source';
COMMENT ON COLUMN drift_alerts.metric IS
    'What changed: author, date, dateline, caption, rejected, removed by a rule, words, kept share, '
    'repeated line, few articles or no delivery';
COMMENT ON COLUMN drift_alerts.page_id IS 'The page at which it was certain; NULL where it is about a source';
COMMENT ON COLUMN drift_alerts.pages IS
    'How many pages it took from the change to there; days for "no delivery" and "few articles"';
COMMENT ON COLUMN drift_alerts.usual IS
    'Before: a share of pages, or a median; longest gap in days for "no delivery", articles of the slowest week '
    'for "few articles"';
