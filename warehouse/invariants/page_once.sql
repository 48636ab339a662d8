-- Page {} is stored more than once.
SELECT page_id FROM page_rows GROUP BY page_id HAVING count(*) > 1
