-- What a host said in Retry-After holds for the runs that follow, too.

ALTER TABLE fetch_rows ADD COLUMN retry_at TIMESTAMPTZ;

-- A host is paused until it said in its last answers, and after three failed fetches in a row: a minute, doubled
-- with each further one, a day at most. What it did for any source counts; what it was not asked for does not.
CREATE OR REPLACE VIEW web_hosts AS
WITH judged AS (
    SELECT host, fetched_at, retry_at, outcome IN ('overloaded', 'unreachable', 'timed_out', 'broken') AS failed
    FROM fetch_rows
    WHERE outcome NOT IN ('robots', 'blocked') AND tries > 0
),
good AS (
    SELECT host, max(fetched_at) FILTER (NOT failed) AS answered_at, max(fetched_at) AS fetched_at
    FROM judged GROUP BY host
),
runs AS (
    SELECT host, count(*) AS failures, max(judged.fetched_at) AS failed_at, max(retry_at) AS retry_at
    FROM judged JOIN good USING (host)
    WHERE failed AND (answered_at IS NULL OR judged.fetched_at > answered_at)
    GROUP BY host
)
SELECT
    host,
    good.fetched_at,
    answered_at,
    coalesce(failures, 0) AS failures,
    greatest(
        retry_at,
        CASE WHEN failures >= 3
            THEN failed_at + to_seconds(least(86400, 60 * pow(2, least(failures, 20) - 3))::BIGINT)
        END
    ) AS paused_until
FROM good LEFT JOIN runs USING (host);
COMMENT ON VIEW web_hosts IS 'Each host that was asked, and whether it is given a rest.';
COMMENT ON COLUMN web_hosts.host IS 'Its name';
COMMENT ON COLUMN web_hosts.fetched_at IS 'When it was last asked (UTC)';
COMMENT ON COLUMN web_hosts.answered_at IS 'When it last answered without a passing fault (UTC)';
COMMENT ON COLUMN web_hosts.failures IS 'Passing faults in a row since then';
COMMENT ON COLUMN web_hosts.paused_until IS
    'It is not asked before (UTC): by its own word, or for its faults; NULL when it is not resting';
