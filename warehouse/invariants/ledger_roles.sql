-- A block of page {} has an unknown role, a wrong fate, a confidence beyond 0 to 1, or not exactly one text.
SELECT DISTINCT page_id
FROM ledger
WHERE role NOT IN (SELECT unnest($roles::VARCHAR[]))
    OR kept <> (role IN (SELECT unnest($kept::VARCHAR[])))
    OR NOT confidence BETWEEN 0 AND 1
    OR (paragraph IS NULL) = (text IS NULL)
