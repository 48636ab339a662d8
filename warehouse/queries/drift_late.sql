-- Sources that have brought nothing new for more than twice their own longest gap, since ten deliveries at least.
WITH deliveries AS (
    SELECT c.source, l.run_id, min(l.loaded_at) AS moment
    FROM page_rows AS p
    JOIN load_rows AS l USING (batch_id)
    JOIN (SELECT page_id, min(source) AS source FROM capture_rows GROUP BY page_id) AS c USING (page_id)
    GROUP BY c.source, l.run_id
),
gaps AS (
    SELECT
        source, moment,
        epoch(moment - lag(moment) OVER (PARTITION BY source ORDER BY moment)) / 86400 AS days
    FROM deliveries
    QUALIFY row_number() OVER (PARTITION BY source ORDER BY moment DESC) <= 100
),
habit AS (
    SELECT source, max(moment) AS last_at, max(days) AS longest, count(*) AS times
    FROM gaps GROUP BY source
)
SELECT source, longest, epoch($now::TIMESTAMPTZ - last_at) / 86400 AS since
FROM habit
WHERE times >= 10
    AND epoch($now::TIMESTAMPTZ - last_at) / 86400 > greatest(2 * longest, 1 / 24)
    AND NOT EXISTS (
        FROM drift_alert_rows AS a
        WHERE a.site = habit.source AND a.metric = 'no delivery' AND a.raised_at > habit.last_at
    )
ORDER BY source
