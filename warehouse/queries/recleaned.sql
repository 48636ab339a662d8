-- Pages of which one cleaner version says otherwise than the version that was in use before it. A rejection knows
-- its host only, so its site is what the article was of.
WITH ranked AS (
    SELECT o.page_id, o.cleaner_version, o.version_id, o.reason, o.site, c.rank
    FROM outcome_rows AS o JOIN cleaner_order AS c USING (cleaner_version)
),
before AS (
    SELECT
        page_id, max_by({'version_id': version_id, 'reason': reason, 'site': site}, rank) AS was
    FROM ranked
    WHERE cleaner_version <> $version
    GROUP BY page_id
),
differing AS (
    SELECT r.page_id, r.site, r.version_id, r.reason, b.was
    FROM ranked AS r JOIN before AS b USING (page_id)
    WHERE r.cleaner_version = $version
        AND (r.version_id, r.reason) IS DISTINCT FROM (b.was.version_id, b.was.reason)
)
SELECT
    d.page_id, coalesce(new.article_id, old.article_id),
    CASE WHEN d.reason IS NULL THEN d.site ELSE coalesce(d.was.site, d.site) END,
    coalesce(new.headline, old.headline),
    coalesce(d.was.reason, 'article'), coalesce(d.reason, 'article'), old.text, new.text
FROM differing AS d
LEFT JOIN version_rows AS old ON old.version_id = d.was.version_id
LEFT JOIN version_rows AS new ON new.version_id = d.version_id
ORDER BY d.page_id
