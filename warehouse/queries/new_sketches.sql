-- Sketches of versions that have none of this method yet.
CREATE OR REPLACE TEMP TABLE new_sketches AS
SELECT DISTINCT ON (version) version::UUID AS version, article::UUID AS article, method, bands::UINTEGER[32] AS bands
FROM read_parquet($sketches) AS staged
WHERE method = $method AND NOT EXISTS (
    FROM sketch_rows AS stored WHERE stored.version = staged.version::UUID AND stored.method = $method
)
