-- The pages of one run that depart most from what is usual: articles by their length, against their site's
-- own history (against this run where the site has fewer than 20 articles), then rejections, rare ones first.
WITH cleaned AS (
    SELECT o.page_id, o.url, o.site, o.reason, o.detail, v.headline, v.word_count, l.run_id = $run AS fresh
    FROM outcome_rows AS o
    JOIN load_rows AS l USING (batch_id)
    LEFT JOIN version_rows AS v USING (version_id)
    WHERE l.run_id = $run OR o.site IN (
        SELECT site FROM outcome_rows JOIN load_rows USING (batch_id) WHERE run_id = $run
    )
),
site_habit AS (
    SELECT site, median(ln(1 + word_count)) AS usual, mad(ln(1 + word_count)) AS spread
    FROM cleaned WHERE word_count IS NOT NULL
    GROUP BY site HAVING count(*) >= 20
),
run_habit AS (
    SELECT median(ln(1 + word_count)) AS usual, mad(ln(1 + word_count)) AS spread
    FROM cleaned WHERE fresh AND word_count IS NOT NULL
),
articles AS (
    SELECT
        page_id, url, site, headline, word_count,
        round(exp(coalesce(s.usual, r.usual)) - 1)::BIGINT AS usual_words,
        abs(ln(1 + word_count) - coalesce(s.usual, r.usual))
            / greatest(1.4826 * coalesce(s.spread, r.spread), 0.1) AS surprise
    FROM cleaned LEFT JOIN site_habit AS s USING (site) CROSS JOIN run_habit AS r
    WHERE fresh AND word_count IS NOT NULL
),
rejected AS (
    SELECT page_id, url, site, reason, detail, count(*) OVER (PARTITION BY site, reason) AS times
    FROM cleaned WHERE reason IS NOT NULL
    QUALIFY fresh
)
(
    SELECT
        CASE WHEN word_count < usual_words THEN 'short' ELSE 'long' END AS what,
        page_id, url, site, headline AS said, word_count AS words, usual_words
    FROM articles WHERE surprise > 1.5
    ORDER BY surprise DESC, page_id LIMIT $most
)
UNION ALL
(
    SELECT reason AS what, page_id, url, site, left(detail, 120) AS said, NULL AS words, NULL AS usual_words
    FROM rejected ORDER BY times, page_id LIMIT $most
)
