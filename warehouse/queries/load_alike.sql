-- For each new version its ten most alike, if a good third of the hashes agree.
INSERT INTO alike_rows BY NAME
SELECT c.one, c.other, c.article_one, c.article_other, likeness
FROM (
    SELECT
        p.one, p.other, any_value(p.article_one) AS article_one, any_value(p.article_other) AS article_other,
        sum(((n.key >> 16) = (s.key >> 16))::INTEGER + ((n.key & 65535) = (s.key & 65535))::INTEGER)
            / 64 AS likeness
    FROM candidates AS p
    JOIN new_sketches AS n ON n.version = p.one
    JOIN (FROM sketch_rows WHERE version IN (SELECT other FROM candidates)) AS s
        ON s.version = p.other AND s.band = n.band AND s.method = n.method
    GROUP BY p.one, p.other
    HAVING likeness >= $least
) AS c
QUALIFY row_number() OVER (PARTITION BY c.one ORDER BY likeness DESC, c.other) <= 10
