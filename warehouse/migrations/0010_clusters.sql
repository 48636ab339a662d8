-- Syndication: which articles at different addresses tell the same story. A version's sketch is 64 minimum
-- hashes of 16 bits, two to a row (a band): two texts with a band in common are candidates, and the share of
-- equal hashes estimates the share of word runs they have in common.

CREATE TABLE sketch_rows (
    band UTINYINT NOT NULL,
    key UINTEGER NOT NULL,
    version UUID NOT NULL,
    article UUID NOT NULL,
    method VARCHAR NOT NULL
);
COMMENT ON TABLE sketch_rows IS
    'The sketch of each version of 50 words or more: 32 rows each; unique by version, method and band.';

CREATE TABLE alike_rows (
    one UUID NOT NULL,
    other UUID NOT NULL,
    article_one UUID NOT NULL,
    article_other UUID NOT NULL,
    likeness FLOAT NOT NULL
);
COMMENT ON TABLE alike_rows IS
    'Versions of different articles that are alike, found when one of them was loaded: its closest ten.';

-- Every article takes the smallest article_id it can reach by likeness: what is connected is a cluster.
CREATE VIEW cluster_members AS
WITH RECURSIVE current AS (
    SELECT DISTINCT version_id::UUID AS version FROM current_outcomes WHERE version_id IS NOT NULL
),
edges AS (
    SELECT DISTINCT article_one AS a, article_other AS b
    FROM alike_rows
    WHERE one IN (FROM current) AND other IN (FROM current)
),
ways AS (SELECT a, b FROM edges UNION ALL SELECT b, a FROM edges),
reached(article, root) USING KEY (article) AS (
    SELECT a, least(a, min(b)) FROM ways GROUP BY a
    UNION
    SELECT w.a, min(r.root)
    FROM reached AS r
    JOIN ways AS w ON w.b = r.article
    JOIN recurring.reached AS mine ON mine.article = w.a
    WHERE r.root < mine.root
    GROUP BY w.a
)
SELECT replace(root::VARCHAR, '-', '') AS cluster_id, replace(article::VARCHAR, '-', '') AS article_id
FROM reached;
COMMENT ON VIEW cluster_members IS 'Which articles tell the same story.';

CREATE VIEW clusters AS
SELECT
    m.cluster_id,
    count(*) AS copies,
    count(DISTINCT coalesce(p.host, a.site)) AS sites,
    arg_min(a.article_id, (coalesce(try_cast(a.date_published AS TIMESTAMPTZ), a.first_captured_at),
        a.first_captured_at, a.article_id)) AS earliest_article_id,
    arg_min(a.url, (coalesce(try_cast(a.date_published AS TIMESTAMPTZ), a.first_captured_at),
        a.first_captured_at, a.article_id)) AS earliest_url,
    min(coalesce(try_cast(a.date_published AS TIMESTAMPTZ), a.first_captured_at)) AS earliest_at,
    mode(a.agency) AS agency,
    list(DISTINCT a.headline ORDER BY a.headline) AS headlines,
    list(a.article_id ORDER BY a.article_id) AS article_ids
FROM cluster_members AS m
JOIN articles AS a USING (article_id)
JOIN page_rows AS p USING (page_id)
GROUP BY m.cluster_id;
COMMENT ON VIEW clusters IS 'Stories that stand at more than one address, with all their copies.';
COMMENT ON COLUMN clusters.cluster_id IS '32 hex digits: the smallest article_id among the copies';
COMMENT ON COLUMN clusters.copies IS 'Articles that tell the story';
COMMENT ON COLUMN clusters.sites IS 'Different hosts among them';
COMMENT ON COLUMN clusters.earliest_article_id IS
    'The earliest copy: by the publication date it states, or else by its first capture';
COMMENT ON COLUMN clusters.earliest_url IS 'Address of the earliest copy';
COMMENT ON COLUMN clusters.earliest_at IS 'When that was (UTC)';
COMMENT ON COLUMN clusters.agency IS 'Wire agency that the copies name most often';
COMMENT ON COLUMN clusters.headlines IS 'The different headlines of the copies';
COMMENT ON COLUMN clusters.article_ids IS 'The copies';
