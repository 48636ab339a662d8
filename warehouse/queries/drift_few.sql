-- Sources whose last seven days brought less than half as many articles as the slowest of the weeks before them.
-- Weeks are counted back from now, so that each holds one of every weekday.
WITH recent AS (
    SELECT p.page_id, p.batch_id, epoch($now::TIMESTAMPTZ - l.loaded_at) / 604800 AS weeks_ago
    FROM load_rows AS l JOIN page_rows AS p USING (batch_id)
    WHERE l.loaded_at > $now::TIMESTAMPTZ - INTERVAL 64 DAY
),
brought AS (
    SELECT
        min(c.source) AS source, any_value(r.weeks_ago) AS weeks_ago, any_value(o.version_id) AS version_id
    FROM recent AS r
    JOIN outcome_rows AS o USING (page_id, batch_id)
    JOIN capture_rows AS c USING (page_id)
    GROUP BY page_id
),
weeks AS (
    SELECT s.source, w.week, count(b.version_id) AS articles
    FROM (SELECT source, max(weeks_ago) AS age FROM brought GROUP BY source) AS s
    JOIN (SELECT unnest(range(9)) AS week) AS w ON w.week + 1 <= s.age
    LEFT JOIN brought AS b ON b.source = s.source AND floor(b.weeks_ago) = w.week
    GROUP BY ALL
),
habit AS (
    SELECT
        source,
        min(articles) FILTER (week > 0) AS slowest,
        sum(articles) FILTER (week = 0) AS latest
    FROM weeks
    GROUP BY source
    HAVING count(*) >= 5
)
SELECT source, slowest, latest::BIGINT AS latest
FROM habit
WHERE slowest >= 10 AND latest BETWEEN 1 AND slowest / 2
    AND NOT EXISTS (
        FROM drift_alert_rows AS a
        WHERE a.site = habit.source AND a.metric IN ('few articles', 'no delivery')
            AND a.raised_at > $now::TIMESTAMPTZ - INTERVAL 14 DAY
    )
ORDER BY source
