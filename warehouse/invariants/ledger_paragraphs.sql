-- A block of page {} is said to be a paragraph that its article does not have.
SELECT DISTINCT l.page_id
FROM (
    SELECT page_id, cleaner_version, max(paragraph) AS last, min(paragraph) AS first
    FROM ledger WHERE paragraph IS NOT NULL GROUP BY page_id, cleaner_version
) AS l
JOIN outcome_rows AS o ON o.page_id = l.page_id AND o.ledger_version = l.cleaner_version
LEFT JOIN version_rows AS v USING (version_id)
WHERE v.version_id IS NULL OR l.first < 1 OR l.last > len(string_split(v.text, chr(10) || chr(10)))
