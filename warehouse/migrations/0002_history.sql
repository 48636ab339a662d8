-- What changed over time, what each rule did, and what sites repeat: views only.

CREATE VIEW version_order AS
SELECT
    *,
    row_number() OVER by_time AS version,
    lag(version_id) OVER by_time AS previous_id,
    lag(captions) OVER by_time AS previous_captions
FROM (
    SELECT
        article_id,
        version_id,
        min_by(page_id, (first_captured_at, page_id)) AS page_id,
        min_by(captions, (first_captured_at, page_id)) AS captions,
        min(first_captured_at) AS first_captured_at,
        max(last_captured_at) AS last_captured_at,
        count(*) AS pages
    FROM current_outcomes JOIN page_times USING (page_id)
    WHERE version_id IS NOT NULL
    GROUP BY article_id, version_id
)
WINDOW by_time AS (PARTITION BY article_id ORDER BY first_captured_at, version_id);
COMMENT ON VIEW version_order IS
    'Every different state of every article, in the order in which they were first seen, without its text.';

CREATE VIEW article_versions AS
SELECT
    s.article_id,
    s.version,
    s.version_id,
    s.first_captured_at,
    s.last_captured_at,
    s.page_id,
    s.pages,
    p.url,
    p.host,
    v.headline,
    v.text,
    v.authors,
    v.date_published,
    s.captions,
    v.contributors,
    v.editors_note,
    v.word_count
FROM version_order AS s
JOIN version_rows AS v USING (version_id)
JOIN page_rows AS p USING (page_id);
COMMENT ON VIEW article_versions IS
    'Every different state of every article, in the order in which they were first seen.';
COMMENT ON COLUMN article_versions.article_id IS '32 hex digits: the article';
COMMENT ON COLUMN article_versions.version IS 'Number of the state, from 1, in the order first seen';
COMMENT ON COLUMN article_versions.version_id IS '32 hex digits: digest of the article''s content';
COMMENT ON COLUMN article_versions.first_captured_at IS 'When this state was first seen (UTC)';
COMMENT ON COLUMN article_versions.last_captured_at IS 'When this state was last seen (UTC)';
COMMENT ON COLUMN article_versions.page_id IS '32 hex digits: the page that showed it first';
COMMENT ON COLUMN article_versions.pages IS 'How many different pages showed it';
COMMENT ON COLUMN article_versions.url IS 'Address of the page that showed it first';
COMMENT ON COLUMN article_versions.host IS 'Host of that address';
COMMENT ON COLUMN article_versions.headline IS 'Headline as printed';
COMMENT ON COLUMN article_versions.text IS 'The story: paragraphs joined by a blank line';
COMMENT ON COLUMN article_versions.authors IS 'Names from the byline';
COMMENT ON COLUMN article_versions.date_published IS 'ISO 8601 as precisely as the page states it';
COMMENT ON COLUMN article_versions.captions IS 'Photo captions of the page that showed it first';
COMMENT ON COLUMN article_versions.contributors IS 'The line that names contributors, as printed';
COMMENT ON COLUMN article_versions.editors_note IS 'Correction or editor''s note, as printed';
COMMENT ON COLUMN article_versions.word_count IS 'Words in text';

-- A paragraph that stands twice is told apart by its turn. Edited is a removed and an added paragraph that
-- are each other's most alike and share at least half of their words.
CREATE VIEW changes AS
WITH pairs AS (
    SELECT
        o.article_id,
        o.version,
        o.first_captured_at AS captured_at,
        {'headline': old.headline, 'text': old.text, 'authors': old.authors, 'published': old.date_published,
            'captions': o.previous_captions, 'contributors': old.contributors,
            'note': old.editors_note} AS before,
        {'headline': fresh.headline, 'text': fresh.text, 'authors': fresh.authors,
            'published': fresh.date_published, 'captions': o.captions, 'contributors': fresh.contributors,
            'note': fresh.editors_note} AS after
    FROM (FROM version_order WHERE previous_id IS NOT NULL) AS o
    JOIN version_rows AS fresh ON fresh.version_id = o.version_id
    JOIN version_rows AS old ON old.version_id = o.previous_id
),
fields AS (
    SELECT
        article_id, version, captured_at,
        unnest([
            {'field': 'headline', 'before': before.headline, 'after': after.headline},
            {'field': 'authors', 'before': array_to_string(before.authors, ', '),
                'after': array_to_string(after.authors, ', ')},
            {'field': 'date_published', 'before': before.published, 'after': after.published},
            {'field': 'captions',
                'before': array_to_string(list_transform(before.captions,
                    lambda c: concat_ws(' ', c.text, c.credit, c.date::VARCHAR)), chr(10)),
                'after': array_to_string(list_transform(after.captions,
                    lambda c: concat_ws(' ', c.text, c.credit, c.date::VARCHAR)), chr(10))},
            {'field': 'contributors', 'before': before.contributors, 'after': after.contributors},
            {'field': 'editors_note', 'before': before.note, 'after': after.note}
        ], recursive := true)
    FROM pairs
),
paragraphs AS (
    SELECT
        article_id, version, captured_at, side, paragraph, number,
        row_number() OVER (PARTITION BY article_id, version, side, paragraph ORDER BY number) AS turn
    FROM (
        SELECT
            article_id, version, captured_at, side,
            unnest(string_split(text, chr(10) || chr(10))) AS paragraph,
            generate_subscripts(string_split(text, chr(10) || chr(10)), 1) AS number
        FROM (
            SELECT article_id, version, captured_at, 'before' AS side, before.text AS text FROM pairs
            UNION ALL
            SELECT article_id, version, captured_at, 'after' AS side, after.text AS text FROM pairs
        )
    )
),
lone AS (
    SELECT
        article_id, version, side, any_value(captured_at) AS captured_at, any_value(paragraph) AS paragraph,
        any_value(number) AS number
    FROM (
        SELECT
            article_id, version, paragraph, turn, min(side) AS side, any_value(captured_at) AS captured_at,
            min(number) AS number
        FROM paragraphs
        GROUP BY article_id, version, paragraph, turn
        HAVING count(*) = 1
    )
    GROUP BY article_id, version, side, paragraph, turn
),
alike AS (
    SELECT
        article_id, version, gone.number AS old_number, came.number AS new_number,
        2 * len(list_intersect(string_split(gone.paragraph, ' '), string_split(came.paragraph, ' ')))
            / (len(list_distinct(string_split(gone.paragraph, ' ')))
                + len(list_distinct(string_split(came.paragraph, ' ')))) AS likeness
    FROM (FROM lone WHERE side = 'before') AS gone
    JOIN (FROM lone WHERE side = 'after') AS came USING (article_id, version)
),
edited AS (
    FROM alike
    WHERE likeness >= 0.5
    QUALIFY row_number() OVER (PARTITION BY article_id, version, old_number ORDER BY likeness DESC, new_number) = 1
        AND row_number() OVER (PARTITION BY article_id, version, new_number ORDER BY likeness DESC, old_number) = 1
)
SELECT article_id, version, captured_at, field, 'edited' AS change, before, after
FROM fields
WHERE before IS DISTINCT FROM after
UNION ALL
SELECT gone.article_id, gone.version, gone.captured_at, 'text', 'edited', gone.paragraph, came.paragraph
FROM edited
JOIN lone AS gone ON gone.article_id = edited.article_id AND gone.version = edited.version
    AND gone.side = 'before' AND gone.number = edited.old_number
JOIN lone AS came ON came.article_id = edited.article_id AND came.version = edited.version
    AND came.side = 'after' AND came.number = edited.new_number
UNION ALL
SELECT article_id, version, captured_at, 'text', 'removed', paragraph, NULL
FROM lone
WHERE side = 'before' AND NOT EXISTS (
    FROM edited WHERE edited.article_id = lone.article_id AND edited.version = lone.version
        AND edited.old_number = lone.number
)
UNION ALL
SELECT article_id, version, captured_at, 'text', 'added', NULL, paragraph
FROM lone
WHERE side = 'after' AND NOT EXISTS (
    FROM edited WHERE edited.article_id = lone.article_id AND edited.version = lone.version
        AND edited.new_number = lone.number
);
COMMENT ON VIEW changes IS
    'What changed from each version of an article to its next: fields, and paragraphs of the text.';
COMMENT ON COLUMN changes.article_id IS '32 hex digits: the article';
COMMENT ON COLUMN changes.version IS 'Number of the version that brought the change, from 2';
COMMENT ON COLUMN changes.captured_at IS 'When that version was first seen (UTC)';
COMMENT ON COLUMN changes.field IS 'Field of the article; text for one of its paragraphs';
COMMENT ON COLUMN changes.change IS 'edited, added or removed';
COMMENT ON COLUMN changes.before IS 'What stood there; NULL for an added paragraph';
COMMENT ON COLUMN changes.after IS 'What stands there now; NULL for a removed paragraph';

CREATE VIEW cleanings AS
SELECT
    o.page_id,
    o.cleaner_version,
    c.rank = max(c.rank) OVER (PARTITION BY o.page_id) AS in_use,
    o.article_id,
    o.version_id,
    v.headline,
    v.text,
    v.word_count,
    o.reason,
    o.detail,
    o.url,
    o.site
FROM outcome_rows AS o
JOIN cleaner_order AS c USING (cleaner_version)
LEFT JOIN version_rows AS v USING (version_id);
COMMENT ON VIEW cleanings IS 'What each cleaner version made of each page, those out of use too.';
COMMENT ON COLUMN cleanings.page_id IS '32 hex digits: the page';
COMMENT ON COLUMN cleanings.cleaner_version IS 'What cleaned it';
COMMENT ON COLUMN cleanings.in_use IS 'True for the one outcome of the page that the other views show';
COMMENT ON COLUMN cleanings.article_id IS '32 hex digits: the article; NULL for a rejection';
COMMENT ON COLUMN cleanings.version_id IS '32 hex digits: its content; NULL for a rejection';
COMMENT ON COLUMN cleanings.headline IS 'Headline as printed';
COMMENT ON COLUMN cleanings.text IS 'The story: paragraphs joined by a blank line';
COMMENT ON COLUMN cleanings.word_count IS 'Words in text';
COMMENT ON COLUMN cleanings.reason IS 'Why it is no article; NULL for an article';
COMMENT ON COLUMN cleanings.detail IS 'What was seen on a rejected page';
COMMENT ON COLUMN cleanings.url IS 'Address of the page as it came';
COMMENT ON COLUMN cleanings.site IS 'The site as the page names it, or else the host of its address';

-- Samples: three of twelve blocks taken by chance (the digest of their place), the same ones every time.
CREATE VIEW rules AS
SELECT
    l.rule,
    l.role,
    count(*) AS blocks,
    count(DISTINCT l.page_id) AS pages,
    count(DISTINCT coalesce(p.host, o.site)) AS sites,
    list_distinct(min_by(l.text, hash(l.page_id, l.position), 12))[1:3] AS samples
FROM ledger_rows AS l
JOIN (SELECT page_id, cleaner_version, site FROM current_outcomes) AS o USING (page_id, cleaner_version)
JOIN page_rows AS p USING (page_id)
GROUP BY l.rule, l.role;
COMMENT ON VIEW rules IS 'What each rule and model decided, by role, as the archive stands.';
COMMENT ON COLUMN rules.rule IS 'A rule''s id, trafilatura, or a model''s name and version';
COMMENT ON COLUMN rules.role IS 'The role it gave';
COMMENT ON COLUMN rules.blocks IS 'Blocks that it gave this role';
COMMENT ON COLUMN rules.pages IS 'Pages on which it did so';
COMMENT ON COLUMN rules.sites IS 'Hosts on which it did so';
COMMENT ON COLUMN rules.samples IS 'Up to three different blocks; without those of the story''s text';

-- Lines inside the story's text count as kept: a refrain is no boilerplate.
CREATE VIEW site_repeats AS
WITH pages AS (
    SELECT o.page_id, o.cleaner_version, o.version_id, coalesce(p.host, o.site) AS site
    FROM current_outcomes AS o JOIN page_rows AS p USING (page_id)
    WHERE coalesce(p.host, o.site) IS NOT NULL
),
sizes AS (SELECT site, count(*) AS site_pages FROM pages GROUP BY site),
lines AS (
    SELECT
        pages.site,
        coalesce(l.text, split_part(v.text, chr(10) || chr(10), l.paragraph)) AS text,
        l.page_id, l.position, l.role, l.kept, l.rule
    FROM ledger_rows AS l
    JOIN pages USING (page_id, cleaner_version)
    LEFT JOIN version_rows AS v USING (version_id)
),
on_pages AS (
    SELECT
        site, text, page_id, count(*) AS printed, bool_or(kept) AS kept, min({'role': role, 'rule': rule}) AS judged
    FROM lines
    GROUP BY site, text, page_id
),
counted AS (
    SELECT
        site, text, count(*) AS pages, sum(printed)::BIGINT AS printed,
        count(*) FILTER (kept) AS pages_kept, mode(judged) AS judged
    FROM on_pages
    GROUP BY site, text
    HAVING count(*) > 1
)
SELECT site, text, pages, site_pages, pages / site_pages AS share, printed, pages_kept, judged.role,
    judged.rule
FROM counted JOIN sizes USING (site);
COMMENT ON VIEW site_repeats IS 'Lines that stand on more than one page of a site.';
COMMENT ON COLUMN site_repeats.site IS 'Host of the pages'' addresses, or the site as they name it';
COMMENT ON COLUMN site_repeats.text IS 'The line';
COMMENT ON COLUMN site_repeats.pages IS 'Pages of the site on which it stands';
COMMENT ON COLUMN site_repeats.site_pages IS 'Pages of the site in all';
COMMENT ON COLUMN site_repeats.share IS 'The former of the latter, 0 to 1';
COMMENT ON COLUMN site_repeats.printed IS 'How often it is printed, repeats on one page too';
COMMENT ON COLUMN site_repeats.pages_kept IS 'Pages on which it was kept, in the story or as a field';
COMMENT ON COLUMN site_repeats.role IS 'What it was judged to be most often';
COMMENT ON COLUMN site_repeats.rule IS 'What decided so most often';
