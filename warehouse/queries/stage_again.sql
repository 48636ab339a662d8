-- Archived pages as a manifest tells them, each under its first capture.
SELECT
    p.page_id, c.first.captured_at AS captured_at, c.first.source AS source, c.first.path AS path,
    p.url, p.host, p.media_type, p.charset, p.digest, p.size, p.warc_file, p.warc_offset, p.warc_length
FROM page_rows AS p
JOIN (
    SELECT page_id, min({'captured_at': captured_at, 'source': source, 'path': path}) AS first
    FROM capture_rows
    WHERE page_id IN (SELECT unnest(string_split($ids, chr(10))))
    GROUP BY page_id
) AS c USING (page_id)
ORDER BY p.warc_file, p.warc_offset
