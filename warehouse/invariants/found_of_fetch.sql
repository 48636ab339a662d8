-- Batch {} is said to have found addresses, but it asked for nothing.
SELECT DISTINCT batch_id FROM found_rows ANTI JOIN fetch_rows USING (batch_id, source)
