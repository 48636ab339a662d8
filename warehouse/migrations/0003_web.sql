-- What came of asking for URLs. Append-only, like the rest; the state of a URL or host is a view over it.

CREATE TABLE fetch_rows (
    batch_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    url_key VARCHAR NOT NULL,
    host VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    first_fetched_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    status INTEGER,
    tries INTEGER NOT NULL,
    redirects INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    size BIGINT,
    ip VARCHAR,
    final_url VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    page_id VARCHAR,
    media_type VARCHAR,
    charset VARCHAR,
    payload_digest VARCHAR,
    payload_at TIMESTAMPTZ,
    next_due_at TIMESTAMPTZ,
    robots VARCHAR
);
COMMENT ON TABLE fetch_rows IS
    'Each time a URL was asked for, and what came of it; robots holds the text of a robots.txt that was read.';

CREATE TABLE found_rows (
    batch_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    url_key VARCHAR NOT NULL,
    found_in VARCHAR NOT NULL,
    found_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ
);
COMMENT ON TABLE found_rows IS 'Addresses of pages that feeds, sitemaps and section fronts named.';

CREATE VIEW fetches AS
SELECT
    source, kind, url, fetched_at, outcome, detail, status, tries, redirects, size, ip, final_url, page_id, run_id
FROM fetch_rows;
COMMENT ON VIEW fetches IS 'Each time a URL was asked for: exactly one outcome each.';
COMMENT ON COLUMN fetches.source IS 'Name of the source that asked';
COMMENT ON COLUMN fetches.kind IS 'page, robots, feed, sitemap or front; only pages are cleaned';
COMMENT ON COLUMN fetches.url IS 'What was asked for';
COMMENT ON COLUMN fetches.fetched_at IS 'When the answer, or its absence, was known (UTC)';
COMMENT ON COLUMN fetches.outcome IS
    'new, unchanged, not_found, refused, http_error, overloaded, robots, blocked, too_many_redirects, too_large, not_html, unreachable, timed_out, broken, unusable or crashed';
COMMENT ON COLUMN fetches.detail IS 'What was seen, where the outcome alone does not say it';
COMMENT ON COLUMN fetches.status IS 'HTTP status of the last answer; NULL where there was none';
COMMENT ON COLUMN fetches.tries IS 'How often it was asked for, repeats after passing faults included';
COMMENT ON COLUMN fetches.redirects IS 'How many redirects were followed';
COMMENT ON COLUMN fetches.size IS 'Bytes of the body as sent';
COMMENT ON COLUMN fetches.ip IS 'Address of the server that answered last';
COMMENT ON COLUMN fetches.final_url IS 'What answered, after redirects';
COMMENT ON COLUMN fetches.page_id IS 'The page whose bytes the answer held, or holds still';
COMMENT ON COLUMN fetches.run_id IS 'The run that asked';

CREATE VIEW web_urls AS
WITH last AS (
    FROM fetch_rows WHERE kind = 'page'
    QUALIFY row_number() OVER (PARTITION BY source, url_key ORDER BY fetched_at DESC) = 1
),
named AS (
    SELECT source, url_key, min_by(url, found_at) AS url, min(found_at) AS found_at
    FROM found_rows GROUP BY source, url_key
)
SELECT
    source,
    url_key,
    coalesce(last.url, named.url) AS url,
    coalesce(last.outcome, 'waiting') AS outcome,
    last.detail,
    last.status,
    named.found_at,
    last.first_fetched_at,
    last.fetched_at,
    CASE WHEN last.url IS NULL THEN named.found_at ELSE last.next_due_at END AS next_due_at,
    coalesce(last.failures, 0) AS failures,
    last.page_id
FROM last FULL JOIN named USING (source, url_key);
COMMENT ON VIEW web_urls IS 'Each page''s address that a source knows, and how it stands: one outcome each.';
COMMENT ON COLUMN web_urls.source IS 'Name of the source';
COMMENT ON COLUMN web_urls.url_key IS 'The address as identity: no tracking parameters, AMP or fragment';
COMMENT ON COLUMN web_urls.url IS 'The address as it is asked for';
COMMENT ON COLUMN web_urls.outcome IS 'What the last fetch came to (see fetches), or waiting before the first';
COMMENT ON COLUMN web_urls.detail IS 'What was seen, where the outcome alone does not say it';
COMMENT ON COLUMN web_urls.status IS 'HTTP status of the last answer';
COMMENT ON COLUMN web_urls.found_at IS 'When a feed, sitemap or front first named it (UTC)';
COMMENT ON COLUMN web_urls.first_fetched_at IS 'When it was first fetched (UTC)';
COMMENT ON COLUMN web_urls.fetched_at IS 'When it was last fetched (UTC)';
COMMENT ON COLUMN web_urls.next_due_at IS 'When it is to be fetched next (UTC); NULL for never';
COMMENT ON COLUMN web_urls.failures IS 'Passing faults in a row, up to the last fetch';
COMMENT ON COLUMN web_urls.page_id IS 'The page that it showed last';

-- A host is paused after three failed fetches in a row: a minute, doubled with each further one, a day at
-- most. What it did for any source counts.
CREATE VIEW web_hosts AS
WITH judged AS (
    SELECT host, fetched_at, outcome IN ('overloaded', 'unreachable', 'timed_out', 'broken') AS failed
    FROM fetch_rows
    WHERE outcome NOT IN ('robots', 'blocked')
),
good AS (
    SELECT host, max(fetched_at) FILTER (NOT failed) AS answered_at, max(fetched_at) AS fetched_at
    FROM judged GROUP BY host
),
runs AS (
    SELECT host, count(*) AS failures, max(judged.fetched_at) AS failed_at
    FROM judged JOIN good USING (host)
    WHERE failed AND (answered_at IS NULL OR judged.fetched_at > answered_at)
    GROUP BY host
)
SELECT
    host,
    good.fetched_at,
    answered_at,
    coalesce(failures, 0) AS failures,
    CASE WHEN failures >= 3
        THEN failed_at + to_seconds(least(86400, 60 * pow(2, least(failures, 20) - 3))::BIGINT)
    END AS paused_until
FROM good LEFT JOIN runs USING (host);
COMMENT ON VIEW web_hosts IS 'Each host that was asked, and whether it is given a rest.';
COMMENT ON COLUMN web_hosts.host IS 'Its name';
COMMENT ON COLUMN web_hosts.fetched_at IS 'When it was last asked (UTC)';
COMMENT ON COLUMN web_hosts.answered_at IS 'When it last answered without a passing fault (UTC)';
COMMENT ON COLUMN web_hosts.failures IS 'Passing faults in a row since then';
COMMENT ON COLUMN web_hosts.paused_until IS 'It is not asked before (UTC); NULL when it is not resting';
