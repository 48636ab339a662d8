-- Page {} is said to have the blocks of a cleaner version that has none of its own there.
SELECT o.page_id
FROM outcome_rows AS o
LEFT JOIN outcome_rows AS owner ON owner.page_id = o.page_id AND owner.cleaner_version = o.ledger_version
WHERE owner.ledger_version IS DISTINCT FROM o.ledger_version
