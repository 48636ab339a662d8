-- What is in the way of a page's story, by the page's own words; and in each run's row, what came of the
-- addresses that it asked for.

ALTER TABLE outcome_rows ADD COLUMN page_status VARCHAR;
ALTER TABLE outcome_rows ADD COLUMN page_status_evidence VARCHAR;

-- The same as before: a view keeps the columns that its table had when it was made.
CREATE OR REPLACE VIEW current_outcomes AS
SELECT outcome_rows.*
FROM outcome_rows
JOIN (
    SELECT page_id, max_by(cleaner_version, rank) AS cleaner_version
    FROM outcome_rows JOIN cleaner_order USING (cleaner_version)
    GROUP BY page_id
) AS chosen USING (page_id, cleaner_version);
COMMENT ON VIEW current_outcomes IS 'For each page what the cleaner version used last made of it.';

CREATE VIEW page_statuses AS
SELECT
    o.page_id,
    o.page_status,
    o.page_status_evidence AS evidence,
    o.article_id,
    o.reason,
    o.url,
    o.site,
    t.source,
    t.first_captured_at,
    t.last_captured_at
FROM current_outcomes AS o JOIN page_times AS t USING (page_id)
WHERE o.page_status IS NOT NULL;
COMMENT ON VIEW page_statuses IS
    'Each page with something in the way of its story, whether an article came of it or not.';
COMMENT ON COLUMN page_statuses.page_id IS '32 hex digits: the page';
COMMENT ON COLUMN page_statuses.page_status IS
    'paywall_stub (an article that breaks off), login_wall, consent_wall, bot_wall or soft_404';
COMMENT ON COLUMN page_statuses.evidence IS 'The page''s own words for it';
COMMENT ON COLUMN page_statuses.article_id IS 'The article of a paywall_stub; NULL for the others';
COMMENT ON COLUMN page_statuses.reason IS 'Why the page is no article; NULL for a paywall_stub';
COMMENT ON COLUMN page_statuses.url IS 'Its address; NULL for a dump without one';
COMMENT ON COLUMN page_statuses.site IS 'The site as the page names it, or else the host of its address';
COMMENT ON COLUMN page_statuses.source IS 'Name of the source that delivered the page last';
COMMENT ON COLUMN page_statuses.first_captured_at IS 'When the page was first seen (UTC)';
COMMENT ON COLUMN page_statuses.last_captured_at IS 'When the page was last seen (UTC)';

CREATE OR REPLACE VIEW runs AS
WITH last AS (
    FROM run_rows
    QUALIFY row_number() OVER (PARTITION BY run_id ORDER BY finished_at DESC NULLS LAST, rowid DESC) = 1
),
asked AS (
    SELECT run_id, map_from_entries(list((outcome, urls) ORDER BY urls DESC, outcome)) AS fetches
    FROM (
        SELECT run_id, outcome, count(*) AS urls FROM fetch_rows WHERE kind = 'page' GROUP BY run_id, outcome
    )
    GROUP BY run_id
)
SELECT
    run_id,
    sources,
    started_at,
    finished_at,
    state,
    cleaner_version,
    pages,
    pages_new,
    articles,
    versions,
    rejections,
    blocks,
    removed,
    captions_seen,
    captions_kept,
    fetches
FROM last LEFT JOIN asked USING (run_id);
COMMENT ON VIEW runs IS 'Each run and what came of it.';
COMMENT ON COLUMN runs.run_id IS 'The run''s own name';
COMMENT ON COLUMN runs.sources IS 'Names of the sources it read';
COMMENT ON COLUMN runs.started_at IS 'When it started (UTC)';
COMMENT ON COLUMN runs.finished_at IS 'When it ended (UTC); NULL while it runs, or when it was killed';
COMMENT ON COLUMN runs.state IS 'running, completed, failed or cancelled';
COMMENT ON COLUMN runs.cleaner_version IS 'What cleaned its pages';
COMMENT ON COLUMN runs.pages IS 'Pages it saw';
COMMENT ON COLUMN runs.pages_new IS 'Of these, pages that the archive did not hold yet';
COMMENT ON COLUMN runs.articles IS 'Pages it cleaned that hold an article';
COMMENT ON COLUMN runs.versions IS 'States of articles that the archive did not hold yet';
COMMENT ON COLUMN runs.rejections IS 'Pages it cleaned that hold none, by reason';
COMMENT ON COLUMN runs.blocks IS 'Blocks of the pages it cleaned';
COMMENT ON COLUMN runs.removed IS 'Of these, blocks removed, by role';
COMMENT ON COLUMN runs.captions_seen IS 'Captions printed on these pages, repeats counted';
COMMENT ON COLUMN runs.captions_kept IS 'Captions after merging repeats';
COMMENT ON COLUMN runs.fetches IS
    'Pages it asked the web for, by outcome (see fetches); NULL where it asked for none';
