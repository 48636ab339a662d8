-- Versions {} are said to be alike, but are of one article, or their likeness is not between 0 and 1.
SELECT concat_ws(' ', one, other) FROM alike_rows
WHERE article_one = article_other OR NOT likeness BETWEEN 0 AND 1
