-- For each new version its ten most alike, if a good third of the hashes agree.
INSERT INTO alike_rows BY NAME
WITH others AS (
    FROM sketch_rows WHERE method = $method AND version IN (SELECT other FROM candidates)
),
hashes AS (
    SELECT
        c.one, c.other, c.article_one, c.article_other,
        unnest(mine.bands::UINTEGER[]) AS a, unnest(others.bands::UINTEGER[]) AS b
    FROM candidates AS c
    JOIN new_sketches AS mine ON mine.version = c.one
    JOIN others ON others.version = c.other
)
SELECT
    one, other, any_value(article_one) AS article_one, any_value(article_other) AS article_other,
    sum((a >> 16 = b >> 16)::INTEGER + (a & 65535 = b & 65535)::INTEGER) / 64 AS likeness
FROM hashes
GROUP BY one, other
HAVING likeness >= $least
QUALIFY row_number() OVER (PARTITION BY one ORDER BY likeness DESC, other) <= 10
