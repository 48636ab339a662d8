-- The archive: append-only tables (…_rows) that nobody needs to know, and the public views over them.
--
-- No primary keys, secondary indexes or foreign keys: they grow the file without end under churn, block
-- ALTER, and can make a table undeletable after a crash. What is unique is said below and kept by the
-- load, which adds only what is not there yet.

-- One row for each loaded batch, written in the transaction that loads it: a batch named here is never
-- loaded again. Also tells in which order cleaner versions were in use.
CREATE TABLE load_rows (
    batch_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL,
    cleaner_version VARCHAR,
    cleaned_at TIMESTAMPTZ
);
COMMENT ON TABLE load_rows IS 'One row for each loaded batch; unique by batch_id.';

-- What came in: a page is its bytes and the place they came from, and is stored once.
CREATE TABLE page_rows (
    page_id VARCHAR NOT NULL,
    url VARCHAR,
    host VARCHAR,
    media_type VARCHAR NOT NULL,
    charset VARCHAR,
    digest VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL,
    warc_length BIGINT NOT NULL,
    batch_id VARCHAR NOT NULL
);
COMMENT ON TABLE page_rows IS 'Each archived page once, and where its bytes lie; unique by page_id.';

-- Each time a page was seen, changed or not.
CREATE TABLE capture_rows (
    page_id VARCHAR NOT NULL,
    captured_at TIMESTAMPTZ NOT NULL,
    source VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE capture_rows IS
    'Each time a page was seen; unique by page_id, captured_at, source and path.';

-- The content of an article in one of its states. version_id is the digest of article_id and of the
-- fields below (see warehouse/identity.py), so an unchanged article makes no new row.
CREATE TABLE version_rows (
    version_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    headline VARCHAR,
    text VARCHAR NOT NULL USING COMPRESSION zstd,
    authors VARCHAR[] NOT NULL,
    date_published VARCHAR,
    contributors VARCHAR,
    editors_note VARCHAR,
    word_count INTEGER NOT NULL
);
COMMENT ON TABLE version_rows IS 'Each state of each article once; unique by version_id.';

-- What cleaning made of a page: an article (version_id is set) or a rejection (reason is set). Holds what
-- may differ between pages that show the same version of an article.
CREATE TABLE outcome_rows (
    page_id VARCHAR NOT NULL,
    cleaner_version VARCHAR NOT NULL,
    batch_id VARCHAR NOT NULL,
    article_id VARCHAR,
    version_id VARCHAR,
    reason VARCHAR,
    detail VARCHAR,
    url VARCHAR,
    canonical_url VARCHAR,
    site VARCHAR,
    language VARCHAR,
    date_modified VARCHAR,
    dateline_place VARCHAR,
    dateline_agency VARCHAR,
    dateline_printed VARCHAR,
    captions STRUCT("text" VARCHAR, credit VARCHAR, "date" DATE, times_seen INTEGER)[] NOT NULL,
    keywords VARCHAR[] NOT NULL,
    copyright_holder VARCHAR,
    copyright_year INTEGER,
    copyright_notice VARCHAR,
    copyright_agencies VARCHAR[] NOT NULL,
    origins MAP(VARCHAR, VARCHAR) NOT NULL
);
COMMENT ON TABLE outcome_rows IS
    'What each cleaner version made of each page; unique by page_id and cleaner_version.';

-- The ledger. A block that is a paragraph of the article's text is stored as its number there, from 1,
-- and its own text is NULL, so no story is stored twice. The other texts repeat from page to page: DuckDB's
-- own choice, a dictionary, halves what zstd makes of them.
CREATE TABLE ledger_rows (
    page_id VARCHAR NOT NULL,
    cleaner_version VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    role VARCHAR NOT NULL,
    kept BOOLEAN NOT NULL,
    rule VARCHAR NOT NULL,
    confidence FLOAT NOT NULL,
    paragraph INTEGER,
    text VARCHAR
);
COMMENT ON TABLE ledger_rows IS
    'Every block of every page with its label; unique by page_id, cleaner_version and position.';

CREATE TABLE run_rows (
    run_id VARCHAR NOT NULL,
    sources VARCHAR[] NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    state VARCHAR NOT NULL,
    cleaner_version VARCHAR NOT NULL,
    pages BIGINT NOT NULL,
    pages_new BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    versions BIGINT NOT NULL,
    rejections MAP(VARCHAR, BIGINT) NOT NULL,
    blocks BIGINT NOT NULL,
    removed MAP(VARCHAR, BIGINT) NOT NULL,
    captions_seen BIGINT NOT NULL,
    captions_kept BIGINT NOT NULL
);
COMMENT ON TABLE run_rows IS 'What runs said of themselves; the last word on a run_id counts.';

-- Which cleaner version was in use last: it speaks for a page before the others do. Going back to an
-- earlier one is one more load under it.
CREATE VIEW cleaner_order AS
SELECT
    cleaner_version,
    max(cleaned_at) AS last_used_at,
    row_number() OVER (ORDER BY max(cleaned_at), cleaner_version) AS rank
FROM load_rows
WHERE cleaner_version IS NOT NULL
GROUP BY cleaner_version;
COMMENT ON VIEW cleaner_order IS 'Cleaner versions in the order of their last use.';

CREATE VIEW current_outcomes AS
SELECT outcome_rows.*
FROM outcome_rows
JOIN (
    SELECT page_id, max_by(cleaner_version, rank) AS cleaner_version
    FROM outcome_rows JOIN cleaner_order USING (cleaner_version)
    GROUP BY page_id
) AS chosen USING (page_id, cleaner_version);
COMMENT ON VIEW current_outcomes IS 'For each page what the cleaner version used last made of it.';

CREATE VIEW page_times AS
SELECT
    page_id,
    min(captured_at) AS first_captured_at,
    max(captured_at) AS last_captured_at,
    max_by(source, (captured_at, source)) AS source
FROM capture_rows
GROUP BY page_id;
COMMENT ON VIEW page_times IS 'For each page when it was first and last seen, and the source of the last.';

-- An article's current version is that of its page seen last; between pages seen at the same moment
-- page_id decides. Nothing here depends on the order of loads.
CREATE VIEW article_heads AS
SELECT
    article_id,
    max_by(page_id, (last_captured_at, page_id)) AS page_id,
    max_by(source, (last_captured_at, page_id)) AS source,
    min(first_captured_at) AS first_captured_at,
    max(last_captured_at) AS last_captured_at,
    count(DISTINCT version_id) AS versions
FROM current_outcomes JOIN page_times USING (page_id)
WHERE version_id IS NOT NULL
GROUP BY article_id;
COMMENT ON VIEW article_heads IS 'For each article the page that shows its current version.';

CREATE VIEW articles AS
SELECT
    head.article_id,
    head.page_id,
    o.url,
    o.site,
    head.source,
    v.headline,
    v.text,
    v.authors,
    v.date_published,
    o.date_modified,
    o.dateline_place,
    coalesce(o.dateline_agency, o.copyright_agencies[1]) AS agency,
    o.captions,
    v.contributors,
    o.keywords,
    o.copyright_holder,
    o.copyright_year,
    o.copyright_notice,
    o.language,
    v.word_count,
    head.first_captured_at,
    head.last_captured_at,
    head.versions,
    o.cleaner_version,
    v.editors_note,
    o.canonical_url,
    v.version_id,
    o.origins
FROM article_heads AS head
JOIN current_outcomes AS o USING (page_id)
JOIN version_rows AS v ON v.version_id = o.version_id;
COMMENT ON VIEW articles IS 'Each article in its current version: the state seen last.';
COMMENT ON COLUMN articles.article_id IS
    '32 hex digits: digest of the canonical URL, or of the content where there is no URL';
COMMENT ON COLUMN articles.page_id IS '32 hex digits: the page that shows the current version';
COMMENT ON COLUMN articles.url IS 'Address of that page as it came; NULL for a dump without one';
COMMENT ON COLUMN articles.site IS 'The site as the page names it, or else the host of its address';
COMMENT ON COLUMN articles.source IS 'Name of the source that delivered the page last';
COMMENT ON COLUMN articles.headline IS 'Headline as printed';
COMMENT ON COLUMN articles.text IS
    'The story: paragraphs joined by a blank line, dateline as printed; no captions, byline or tags';
COMMENT ON COLUMN articles.authors IS 'Names from the byline';
COMMENT ON COLUMN articles.date_published IS
    'ISO 8601 as precisely as the page states it; NULL where it states none';
COMMENT ON COLUMN articles.date_modified IS
    'ISO 8601 as precisely as the page states it; NULL where it states none';
COMMENT ON COLUMN articles.dateline_place IS 'Place named in the dateline';
COMMENT ON COLUMN articles.agency IS
    'Wire agency named in the dateline, or else the first in the copyright line';
COMMENT ON COLUMN articles.captions IS
    'Photo captions, each once: text, credit, date where it states one, how often the page printed it';
COMMENT ON COLUMN articles.contributors IS 'The line that names contributors, as printed';
COMMENT ON COLUMN articles.keywords IS 'Topic tags of the page';
COMMENT ON COLUMN articles.copyright_holder IS 'Holder named in the copyright notice';
COMMENT ON COLUMN articles.copyright_year IS 'Year named in the copyright notice';
COMMENT ON COLUMN articles.copyright_notice IS 'The copyright notice as printed';
COMMENT ON COLUMN articles.language IS 'ISO 639-1';
COMMENT ON COLUMN articles.word_count IS 'Words in text; two characters count as one in scripts without spaces';
COMMENT ON COLUMN articles.first_captured_at IS 'When a page of this article was first seen (UTC)';
COMMENT ON COLUMN articles.last_captured_at IS 'When a page of this article was last seen (UTC)';
COMMENT ON COLUMN articles.versions IS 'How many different states of the article were seen';
COMMENT ON COLUMN articles.cleaner_version IS 'What cleaned the page';
COMMENT ON COLUMN articles.editors_note IS 'Correction or editor''s note, as printed';
COMMENT ON COLUMN articles.canonical_url IS
    'The address that is the article''s identity: no tracking parameters, AMP or fragment';
COMMENT ON COLUMN articles.version_id IS '32 hex digits: digest of the article''s content';
COMMENT ON COLUMN articles.origins IS
    'Where each field was read: json_ld, meta, text, rule, detected or dump';

CREATE VIEW captions AS
SELECT
    page_id,
    article_id,
    number AS position,
    captions[number]['text'] AS text,
    captions[number]['credit'] AS credit,
    captions[number]['date'] AS date,
    captions[number]['times_seen'] AS times_seen
FROM (
    SELECT page_id, article_id, captions, unnest(range(1, len(captions) + 1)) AS number
    FROM current_outcomes
    WHERE version_id IS NOT NULL
);
COMMENT ON VIEW captions IS 'Each photo caption of each page that holds an article, repeats merged.';
COMMENT ON COLUMN captions.page_id IS '32 hex digits: the page that prints it';
COMMENT ON COLUMN captions.article_id IS '32 hex digits: the article of that page';
COMMENT ON COLUMN captions.position IS 'Order on the page, from 1';
COMMENT ON COLUMN captions.text IS 'The caption without its credit';
COMMENT ON COLUMN captions.credit IS 'Photographer and agency as printed';
COMMENT ON COLUMN captions.date IS 'The day that the caption itself states';
COMMENT ON COLUMN captions.times_seen IS 'How often the page printed it';

CREATE VIEW blocks AS
SELECT
    l.page_id,
    l.position,
    coalesce(l.text, split_part(v.text, chr(10) || chr(10), l.paragraph)) AS text,
    l.role,
    l.kept,
    l.rule,
    l.confidence,
    l.cleaner_version
FROM ledger_rows AS l
JOIN (SELECT page_id, cleaner_version, version_id FROM current_outcomes) AS o
    USING (page_id, cleaner_version)
LEFT JOIN version_rows AS v USING (version_id);
COMMENT ON VIEW blocks IS 'The ledger: every block of every page, what it is and what decided that.';
COMMENT ON COLUMN blocks.page_id IS '32 hex digits: the page that the block stands on';
COMMENT ON COLUMN blocks.position IS 'Order on the page, from 0';
COMMENT ON COLUMN blocks.text IS 'The block''s text, white space folded';
COMMENT ON COLUMN blocks.role IS 'What the block is: exactly one of a closed list';
COMMENT ON COLUMN blocks.kept IS 'True when it is part of the story or became a field of the article';
COMMENT ON COLUMN blocks.rule IS 'What decided: a rule''s id, trafilatura, or a model''s name and version';
COMMENT ON COLUMN blocks.confidence IS 'How sure that was, 0 to 1';
COMMENT ON COLUMN blocks.cleaner_version IS 'What cleaned the page';

CREATE VIEW rejections AS
SELECT
    o.page_id,
    o.url,
    o.site,
    t.source,
    o.reason,
    o.detail,
    t.first_captured_at,
    t.last_captured_at,
    o.cleaner_version
FROM current_outcomes AS o JOIN page_times AS t USING (page_id)
WHERE o.reason IS NOT NULL;
COMMENT ON VIEW rejections IS 'Pages that are no articles; their bytes and blocks are kept.';
COMMENT ON COLUMN rejections.page_id IS '32 hex digits: the page';
COMMENT ON COLUMN rejections.url IS 'Its address as it came; NULL for a dump without one';
COMMENT ON COLUMN rejections.site IS 'Host of its address';
COMMENT ON COLUMN rejections.source IS 'Name of the source that delivered it last';
COMMENT ON COLUMN rejections.reason IS 'Why it is no article: exactly one of a closed list';
COMMENT ON COLUMN rejections.detail IS 'What was seen on this page; a traceback for a crash';
COMMENT ON COLUMN rejections.first_captured_at IS 'When it was first seen (UTC)';
COMMENT ON COLUMN rejections.last_captured_at IS 'When it was last seen (UTC)';
COMMENT ON COLUMN rejections.cleaner_version IS 'What cleaned the page';

CREATE VIEW captures AS
SELECT
    c.page_id,
    c.captured_at,
    c.source,
    c.path,
    p.url,
    p.media_type,
    p.charset,
    p.size,
    p.digest,
    c.run_id,
    p.warc_file,
    p.warc_offset,
    p.warc_length
FROM capture_rows AS c JOIN page_rows AS p USING (page_id);
COMMENT ON VIEW captures IS 'Each time a page was seen, and where its bytes lie.';
COMMENT ON COLUMN captures.page_id IS
    '32 hex digits: digest of the page''s bytes and of where it came from';
COMMENT ON COLUMN captures.captured_at IS 'When it was seen (UTC)';
COMMENT ON COLUMN captures.source IS 'Name of the source that delivered it';
COMMENT ON COLUMN captures.path IS 'Where in its source it lies';
COMMENT ON COLUMN captures.url IS 'Its address as it came; NULL for a dump without one';
COMMENT ON COLUMN captures.media_type IS 'text/html or text/plain, as it came';
COMMENT ON COLUMN captures.charset IS 'The encoding it declares, if it does';
COMMENT ON COLUMN captures.size IS 'Bytes of its body';
COMMENT ON COLUMN captures.digest IS 'sha256 of its body';
COMMENT ON COLUMN captures.run_id IS 'The run that saw it';
COMMENT ON COLUMN captures.warc_file IS 'WARC file with its bytes, below the folder of raw pages';
COMMENT ON COLUMN captures.warc_offset IS 'Byte at which its record starts in that file';
COMMENT ON COLUMN captures.warc_length IS 'Bytes of its record in that file, as compressed';

CREATE VIEW runs AS
SELECT
    run_id,
    sources,
    started_at,
    finished_at,
    state,
    cleaner_version,
    pages,
    pages_new,
    articles,
    versions,
    rejections,
    blocks,
    removed,
    captions_seen,
    captions_kept
FROM run_rows
QUALIFY row_number() OVER (PARTITION BY run_id ORDER BY finished_at DESC NULLS LAST, rowid DESC) = 1;
COMMENT ON VIEW runs IS 'Each run and what came of it.';
COMMENT ON COLUMN runs.run_id IS 'The run''s own name';
COMMENT ON COLUMN runs.sources IS 'Names of the sources it read';
COMMENT ON COLUMN runs.started_at IS 'When it started (UTC)';
COMMENT ON COLUMN runs.finished_at IS 'When it ended (UTC); NULL while it runs, or when it was killed';
COMMENT ON COLUMN runs.state IS 'running, completed, failed or cancelled';
COMMENT ON COLUMN runs.cleaner_version IS 'What cleaned its pages';
COMMENT ON COLUMN runs.pages IS 'Pages it saw';
COMMENT ON COLUMN runs.pages_new IS 'Of these, pages that the archive did not hold yet';
COMMENT ON COLUMN runs.articles IS 'Pages it cleaned that hold an article';
COMMENT ON COLUMN runs.versions IS 'States of articles that the archive did not hold yet';
COMMENT ON COLUMN runs.rejections IS 'Pages it cleaned that hold none, by reason';
COMMENT ON COLUMN runs.blocks IS 'Blocks of the pages it cleaned';
COMMENT ON COLUMN runs.removed IS 'Of these, blocks removed, by role';
COMMENT ON COLUMN runs.captions_seen IS 'Captions printed on these pages, repeats counted';
COMMENT ON COLUMN runs.captions_kept IS 'Captions after merging repeats';
