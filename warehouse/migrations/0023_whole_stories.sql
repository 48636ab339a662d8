-- A page that breaks off at an offer to subscribe says nothing of how its story stands now, once the story was
-- seen whole: the article stays as it was seen last without a stub, and a stub is no version of it. The page
-- itself stays in captures, cleanings, blocks and page_statuses.

CREATE VIEW story_outcomes AS
FROM current_outcomes
WHERE version_id IS NOT NULL
QUALIFY page_status IS NULL OR bool_and(page_status IS NOT NULL) OVER (PARTITION BY article_id);
COMMENT ON VIEW story_outcomes IS
    'The pages that show how their article stands: those that show it whole, or stubs where nothing else was seen.';

CREATE OR REPLACE VIEW article_heads AS
SELECT
    article_id,
    max_by(page_id, (last_captured_at, page_id)) AS page_id,
    max_by(source, (last_captured_at, page_id)) AS source,
    min(first_captured_at) AS first_captured_at,
    max(last_captured_at) AS last_captured_at,
    count(DISTINCT version_id) AS versions
FROM story_outcomes JOIN page_times USING (page_id)
GROUP BY article_id;
COMMENT ON VIEW article_heads IS 'For each article the page that shows its current version.';
COMMENT ON COLUMN articles.last_captured_at IS
    'When a page of this article was last seen (UTC); stubs of a story seen whole are not counted';

CREATE OR REPLACE VIEW version_order AS
SELECT
    *,
    row_number() OVER by_time AS version,
    lag(version_id) OVER by_time AS previous_id,
    lag(captions) OVER by_time AS previous_captions
FROM (
    SELECT
        article_id,
        version_id,
        min_by(page_id, (first_captured_at, page_id)) AS page_id,
        min_by(captions, (first_captured_at, page_id)) AS captions,
        min(first_captured_at) AS first_captured_at,
        max(last_captured_at) AS last_captured_at,
        count(*) AS pages
    FROM story_outcomes JOIN page_times USING (page_id)
    GROUP BY article_id, version_id
)
WINDOW by_time AS (PARTITION BY article_id ORDER BY first_captured_at, version_id);
COMMENT ON VIEW version_order IS
    'Every different state of every article, in the order in which they were first seen, without its text.';
