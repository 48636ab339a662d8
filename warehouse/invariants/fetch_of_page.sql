-- A fetch names page {}, which is not stored.
SELECT DISTINCT page_id FROM fetch_rows ANTI JOIN page_rows USING (page_id) WHERE page_id IS NOT NULL
