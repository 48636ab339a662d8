-- An outcome names page {}, which is not stored.
SELECT DISTINCT page_id FROM outcome_rows ANTI JOIN page_rows USING (page_id)
