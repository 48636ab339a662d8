-- What the archive holds, by source, and how its last run ended.
WITH page_sources AS (
    SELECT page_id, max_by(source, (captured_at, source)) AS source, max(captured_at) AS last_captured_at
    FROM capture_rows GROUP BY page_id
),
last AS (
    SELECT source, max_by(state, started_at) AS state, max(started_at) AS started_at
    FROM (SELECT unnest(sources) AS source, state, started_at FROM runs)
    GROUP BY source
)
SELECT
    p.source, count(*) AS pages, count(o.version_id) AS with_article, count(o.reason) AS rejected,
    median(v.word_count) AS median_words, max(p.last_captured_at) AS last_captured_at,
    any_value(last.state) AS last_state, any_value(last.started_at) AS last_run_at
FROM page_sources AS p
LEFT JOIN current_outcomes AS o USING (page_id)
LEFT JOIN version_rows AS v USING (version_id)
LEFT JOIN last USING (source)
GROUP BY p.source ORDER BY p.source
