-- Page {} is stored, but no capture of it is noted.
SELECT page_id FROM page_rows ANTI JOIN capture_rows USING (page_id)
