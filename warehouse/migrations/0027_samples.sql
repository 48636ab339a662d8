-- The samples of what a rule or model decided show the story's paragraphs too, whose text only the version holds.
CREATE OR REPLACE VIEW rules AS
WITH decided AS (
    SELECT
        l.rule,
        l.role,
        count(*) AS blocks,
        count(DISTINCT l.page) AS pages,
        count(DISTINCT coalesce(p.host, o.site)) AS sites,
        min_by(
            {'text': l.text, 'version_id': o.version_id, 'paragraph': l.paragraph},
            hash(o.page_id, l.position), 12
        ) AS picked
    FROM ledger_rows AS l
    JOIN (SELECT page_id, ledger_version, version_id, site FROM current_outcomes) AS o
        ON try_cast(o.page_id AS UUID) = l.page AND o.ledger_version = l.cleaner_version
    JOIN page_rows AS p ON p.page_id = o.page_id
    GROUP BY l.rule, l.role
),
picked AS (SELECT rule, role, unnest(picked) AS sample FROM decided),
shown AS (
    SELECT
        k.rule,
        k.role,
        list_sort(list_distinct(list(
            coalesce(k.sample.text, split_part(v.text, chr(10) || chr(10), k.sample.paragraph))
        )))[1:3] AS samples
    FROM picked AS k LEFT JOIN version_rows AS v ON v.version_id = k.sample.version_id
    GROUP BY k.rule, k.role
)
SELECT d.rule, d.role, d.blocks, d.pages, d.sites, s.samples
FROM decided AS d JOIN shown AS s USING (rule, role);
COMMENT ON VIEW rules IS 'What each rule and model decided, by role, as the archive stands.';
COMMENT ON COLUMN rules.rule IS 'A rule''s id, trafilatura, or a model''s name and version';
COMMENT ON COLUMN rules.role IS 'The role it gave';
COMMENT ON COLUMN rules.blocks IS 'Blocks that it gave this role';
COMMENT ON COLUMN rules.pages IS 'Pages on which it did so';
COMMENT ON COLUMN rules.sites IS 'Hosts on which it did so';
COMMENT ON COLUMN rules.samples IS 'Up to three different blocks';
