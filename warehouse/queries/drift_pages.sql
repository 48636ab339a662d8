-- The pages of a run and of the past of their sites, oldest first: what the drift sentinel looks at.
WITH outcome AS (
    SELECT
        o.page_id, o.ledger_version, o.version_id, o.reason IS NOT NULL AS rejected,
        o.dateline_printed IS NOT NULL AS dateline, len(o.captions) > 0 AS caption,
        coalesce(o.site, c.source) AS site, c.captured_at, l.loaded_at, l.run_id = $run AS fresh
    FROM outcome_rows AS o
    JOIN load_rows AS l USING (batch_id)
    JOIN (
        SELECT page_id, min(captured_at) AS captured_at, min(source) AS source
        FROM capture_rows GROUP BY page_id
    ) AS c USING (page_id)
    QUALIFY row_number() OVER (PARTITION BY o.page_id ORDER BY l.loaded_at DESC, l.batch_id DESC) = 1
),
chosen AS (
    FROM outcome SEMI JOIN (SELECT DISTINCT site FROM outcome WHERE fresh) AS touched USING (site)
    QUALIFY row_number() OVER (
        PARTITION BY site, fresh ORDER BY loaded_at DESC, captured_at DESC, page_id DESC
    ) <= CASE WHEN fresh THEN 2000 ELSE 600 END
),
ledger AS (
    SELECT
        page_id,
        list_distinct(list('removed by ' || rule)) AS removed_by,
        sum(length(text) - length(replace(text, ' ', '')) + 1)::BIGINT AS removed_words
    FROM (SELECT * RENAME (cleaner_version AS ledger_version) FROM ledger)
    SEMI JOIN chosen USING (page_id, ledger_version)
    WHERE NOT kept
    GROUP BY page_id
)
SELECT
    c.site, c.page_id, c.captured_at, c.fresh,
    c.rejected,
    len(v.authors) > 0 AS author,
    v.date_published IS NOT NULL AS date,
    c.dateline,
    c.caption,
    CASE WHEN v.version_id IS NOT NULL THEN ledger.removed_by END AS removed_by,
    v.word_count AS words,
    v.word_count / (v.word_count + coalesce(ledger.removed_words, 0)) AS kept_share,
    [hash(line) FOR line IN string_split(v.text, chr(10) || chr(10)) IF length(line) BETWEEN 20 AND 300] AS lines
FROM chosen AS c
LEFT JOIN version_rows AS v USING (version_id)
LEFT JOIN ledger USING (page_id)
ORDER BY c.site, c.fresh, c.loaded_at, c.captured_at, c.page_id
