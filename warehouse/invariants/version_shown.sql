-- Version {} is stored, but no page shows it.
SELECT version_id FROM version_rows ANTI JOIN outcome_rows USING (version_id)
