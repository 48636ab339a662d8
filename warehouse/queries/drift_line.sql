-- A line of a page's story by its digest.
SELECT line
FROM (
    SELECT unnest(string_split(v.text, chr(10) || chr(10))) AS line
    FROM outcome_rows AS o JOIN version_rows AS v USING (version_id)
    WHERE o.page_id = $page
)
WHERE hash(line) = $line LIMIT 1
