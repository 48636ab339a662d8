-- Pairs that share at least two bands. A band that very many texts share is a phrase of a form letter, not of
-- a story: pairs are made with the first 32 of them, which tie all of them together.
CREATE OR REPLACE TEMP TABLE candidates AS
WITH mine AS (
    SELECT version, article, unnest(range(32)) AS band, unnest(bands::UINTEGER[]) AS key FROM new_sketches
),
stored AS (
    SELECT version, article, unnest(range(32)) AS band, unnest(bands::UINTEGER[]) AS key
    FROM sketch_rows WHERE method = $method
),
hits AS (
    FROM stored SEMI JOIN mine USING (band, key)
    QUALIFY row_number() OVER (PARTITION BY band, key ORDER BY version) <= 32
)
SELECT mine.version AS one, hits.version AS other, any_value(mine.article) AS article_one,
    any_value(hits.article) AS article_other
FROM mine JOIN hits USING (band, key)
WHERE mine.article <> hits.article
GROUP BY mine.version, hits.version
HAVING count(*) >= 2
