-- The last runs of one source that ended, oldest first, with the median length of the articles they brought.
SELECT
    r.run_id, r.started_at, r.state, r.pages, r.articles,
    coalesce(list_sum(map_values(r.rejections)), 0)::BIGINT AS rejected,
    (
        SELECT median(v.word_count)
        FROM load_rows AS l
        JOIN outcome_rows AS o USING (batch_id)
        JOIN version_rows AS v USING (version_id)
        WHERE l.run_id = r.run_id
    ) AS median_words
FROM (
    FROM runs WHERE list_contains(sources, $source) AND finished_at IS NOT NULL
    ORDER BY started_at DESC LIMIT $most
) AS r
ORDER BY r.started_at
