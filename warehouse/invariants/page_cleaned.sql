-- Page {} is stored, but has no outcome.
SELECT page_id FROM page_rows ANTI JOIN outcome_rows USING (page_id)
