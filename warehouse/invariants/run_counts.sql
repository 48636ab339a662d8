-- Run {} has a negative count, or more blocks removed or captions kept than there were.
SELECT DISTINCT run_id FROM run_rows
WHERE least(pages, pages_new, articles, versions, blocks, captions_kept) < 0
    OR list_min(map_values(rejections)) < 0
    OR list_min(map_values(removed)) < 0
    OR list_sum(map_values(removed)) > blocks
    OR captions_kept > captions_seen
