-- Lines that a site repeats and that are never a whole paragraph of another site's story.
WITH repeated AS (
    FROM site_repeats WHERE site = $site AND site_pages >= $pages AND share >= $share
),
elsewhere AS (
    SELECT DISTINCT text
    FROM (
        SELECT unnest(string_split(v.text, chr(10) || chr(10))) AS text
        FROM version_rows AS v
        SEMI JOIN (
            SELECT o.version_id FROM current_outcomes AS o JOIN page_rows AS p USING (page_id)
            WHERE coalesce(p.host, o.site) IS DISTINCT FROM $site
        ) AS others USING (version_id)
    )
    SEMI JOIN repeated USING (text)
)
SELECT text, pages, site_pages, share, pages_kept, role, rule
FROM repeated ANTI JOIN elsewhere USING (text)
WHERE text <> ''
ORDER BY share DESC, text
