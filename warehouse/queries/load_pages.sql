-- New pages. Of a page pulled twice, the first place in the first batch counts.
INSERT INTO page_rows BY NAME
SELECT
    page_id, url, host, media_type, charset, digest, size,
    warc_file, warc_offset, warc_length, batch_id
FROM staged_manifest AS staged
WHERE digest IS NOT NULL
    AND NOT EXISTS (FROM page_rows AS stored WHERE stored.page_id = staged.page_id)
QUALIFY row_number() OVER (PARTITION BY page_id ORDER BY batch_id, warc_file, warc_offset) = 1
