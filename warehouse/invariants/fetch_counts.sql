-- A fetch of {} has a negative count.
SELECT DISTINCT url FROM fetch_rows WHERE least(tries, redirects, failures, size) < 0
