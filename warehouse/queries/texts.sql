-- Pages of other cleaner versions whose story is not all paragraphs of their article's text, in order.
WITH pages AS (
    SELECT page_id, ledger_version, version_id
    FROM current_outcomes
    WHERE cleaner_version <> $version AND version_id IS NOT NULL
),
stories AS (
    SELECT pages.page_id, list(l.paragraph ORDER BY l.position) AS paragraphs
    FROM ledger_rows AS l
    JOIN pages ON pages.page_id::UUID = l.page AND pages.ledger_version = l.cleaner_version
    WHERE l.role IN (SELECT unnest($story::VARCHAR[]))
    GROUP BY pages.page_id
)
SELECT pages.page_id
FROM pages
JOIN version_rows AS v USING (version_id)
LEFT JOIN stories USING (page_id)
WHERE stories.paragraphs IS DISTINCT FROM range(1, len(string_split(v.text, chr(10) || chr(10))) + 1)::INTEGER[]
ORDER BY pages.page_id
