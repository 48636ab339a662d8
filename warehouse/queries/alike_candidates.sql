-- Pairs that share at least two bands. A band that very many texts share is a phrase of a form letter, not of
-- a story: pairs are made with the first 32 of them, which tie all of them together.
CREATE OR REPLACE TEMP TABLE candidates AS
WITH hits AS (
    SELECT s.band, s.key, s.version, s.article
    FROM sketch_rows AS s SEMI JOIN new_sketches AS n USING (band, key)
    WHERE s.method = $method
    QUALIFY row_number() OVER (PARTITION BY s.band, s.key ORDER BY s.version) <= 32
)
SELECT n.version AS one, h.version AS other, any_value(n.article) AS article_one,
    any_value(h.article) AS article_other
FROM new_sketches AS n JOIN hits AS h USING (band, key)
WHERE n.article <> h.article
GROUP BY n.version, h.version
HAVING count(*) >= 2
