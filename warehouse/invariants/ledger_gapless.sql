-- The blocks of page and cleaner version {} are not numbered from 0 without a gap.
SELECT concat_ws(' ', page_id, cleaner_version)
FROM ledger
GROUP BY page_id, cleaner_version
HAVING min(position) <> 0 OR max(position) <> count(*) - 1 OR count(DISTINCT position) <> count(*)
