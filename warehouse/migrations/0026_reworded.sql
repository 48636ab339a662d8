-- Two comments of the first archives were reworded in the migrations that had made them.
COMMENT ON COLUMN articles.word_count IS 'Words in text; two characters count as one in scripts without spaces';
COMMENT ON COLUMN fetches.outcome IS
    'new, unchanged, not_found, refused, http_error, overloaded, robots, blocked, too_many_redirects, too_large, not_html, unreachable, timed_out, broken, unusable or crashed';
