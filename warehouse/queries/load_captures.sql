-- New captures.
INSERT INTO capture_rows BY NAME
SELECT page_id, captured_at, source, path, min(run_id) AS run_id
FROM staged_manifest AS staged
WHERE NOT EXISTS (
    FROM capture_rows AS stored
    WHERE stored.page_id = staged.page_id
        AND stored.captured_at = staged.captured_at
        AND stored.source = staged.source
        AND stored.path = staged.path
)
GROUP BY page_id, captured_at, source, path
