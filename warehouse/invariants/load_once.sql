-- Batch {} was loaded more than once.
SELECT batch_id FROM load_rows GROUP BY batch_id HAVING count(*) > 1
