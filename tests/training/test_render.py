"""HTML is rendered as the lines a dump has."""

from training.render import main_element, parse_page, visible_lines

PAGE = """<!doctype html><html><head><title>Unseen</title></head><body><nav><a>Home</a> <a>News</a></nav>
<main><h1>A <b>bold</b>
 headline</h1><p>First<br>second<script>unseen()</script> part</p> tail <!-- unseen --></main>
<ul><li>One</li><li>Two</li></ul></body></html>"""


def test_lines_end_at_block_elements_only() -> None:
    root = parse_page(PAGE)
    assert root is not None
    assert visible_lines(root) == [
        "Home News",
        "A bold headline",
        "First",
        "second part",
        "tail",
        "One",
        "Two",
    ]


def test_the_main_element_is_found_and_has_no_tail() -> None:
    root = parse_page(PAGE)
    assert root is not None
    assert visible_lines(main_element(root)) == ["A bold headline", "First", "second part", "tail"]


def test_nothing_is_no_page() -> None:
    assert parse_page(" \n") is None
