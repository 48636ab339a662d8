"""What a site repeats becomes rules with their proofs; what is a story somewhere never does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.model import Article, Block, Label, LabelledBlock, RawPage, Role
from flows.cli import app
from flows.home import Home
from flows.learn import propose, read_site, write_proposal
from tests.warehouse.archive import Archive, Pairs
from tests.warehouse.generated import page_and_outcome
from warehouse.errors import QueryError
from warehouse.reader import open_reader
from warehouse.repeats import learnable_lines

SITE = "site3.example"
LEAKED = "Our newsroom (est. 1871) needs you."


def cleaned(number: int, extra: Sequence[LabelledBlock]) -> tuple[object, Article]:
    page, outcome = page_and_outcome(number, sites=5, paragraphs=3)
    assert isinstance(outcome, Article)
    blocks = [replace(b, block=replace(b.block, position=n)) for n, b in enumerate((*outcome.blocks, *extra))]
    story = "\n\n".join(b.block.text for b in blocks if b.label.role is Role.PARAGRAPH)
    return page, replace(outcome, blocks=tuple(blocks), text=story)


def block(text: str, role: Role, rule: str = "dump-lines-1") -> LabelledBlock:
    return LabelledBlock(Block(0, text), Label(role, rule, 0.9))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """30 pages of five sites each; site 3 leaks a line into its stories and has some others."""
    archive = Archive(tmp_path / "home")
    pairs = []
    for number in range(1, 151):
        if number % 10 == 0 or number % 50 == 7:
            continue  # without an address, or rejected
        extra = []
        if number % 5 == 3:
            extra = [
                block(LEAKED, Role.PARAGRAPH),
                block("Read on [here] at $5", Role.PROMOTION, "word-family"),
                block("By rule", Role.SHARE, "share-tool"),  # a rule decides it already
                block("Peace now.", Role.BOILERPLATE),  # a paragraph of another site's story
            ]
            extra += [block("Seldom.", Role.BOILERPLATE)] * (number < 20)
        if number == 6:
            extra = [block("Peace now.", Role.PARAGRAPH)]
        pairs.append(cleaned(number, extra))
    archive.load(archive.stage("a", pairs))  # type: ignore[arg-type]
    connection_home = Home(archive.home)
    archive.publish()
    return connection_home


def test_repeats_are_counted_with_their_share(home: Home) -> None:
    with open_reader(home.database) as connection:
        rows = connection.execute(
            "SELECT pages = site_pages, share, pages_kept = pages, role, rule FROM site_repeats "
            "WHERE site = $site AND text = $text",
            {"site": SITE, "text": LEAKED},
        ).fetchall()
    assert rows == [(True, 1.0, True, "paragraph", "dump-lines-1")]


def test_a_line_on_some_pages_is_counted_by_page_and_by_print(tmp_path: Path) -> None:
    pairs = [
        printed(1, "Sign up now.", "Sign up now."),  # twice on one page
        printed(2, "Sign up now.", story="Sign up now."),  # kept here as well
        printed(3, "Sign up now.", "Only here."),
        printed(4),
        printed(5, "Sign up now.", host="other.example"),
    ]
    archive = Archive(tmp_path)
    archive.load(archive.stage("a", pairs))
    counts = "site, text, pages, site_pages, share, printed, pages_kept, role, rule"
    assert archive.rows(f"SELECT {counts} FROM site_repeats") == [
        (EDGE, "Sign up now.", 3, 4, 0.75, 5, 1, "boilerplate", "dump-lines-1")
    ]


def test_a_site_s_repeats_become_rules_with_proofs(home: Home, tmp_path: Path) -> None:
    proposal = propose(home, "www." + SITE, tmp_path)
    proposed = {line.text for line in proposal.lines}
    assert {LEAKED, "Read on [here] at $5"} <= proposed
    assert not proposed & {"By rule", "Peace now.", "Seldom."}
    rules = read_site(write_proposal(proposal, tmp_path).read_text("utf-8"), proposal.name)
    roles = {rule.rule.role for rule in rules if rule.matches(Block(0, LEAKED))}
    assert roles == {Role.BOILERPLATE}
    for rule in rules:
        assert rule.hosts == (SITE,)
        assert rule.rule.catches
        assert all(rule.matches(Block(0, line)) for line in rule.rule.catches)
        assert not any(rule.matches(Block(0, line)) for line in rule.rule.spares)


def test_rules_are_added_to_the_site_s_file(home: Home, tmp_path: Path) -> None:
    first = write_proposal(propose(home, SITE, tmp_path), tmp_path).read_text("utf-8")
    second = write_proposal(propose(home, SITE, tmp_path), tmp_path).read_text("utf-8")
    assert second.startswith(first)
    ids = [rule.id for rule in read_site(second, "site")]
    assert len(ids) == len(set(ids)) == 2 * len(read_site(first, "site"))


def test_the_command_shows_the_evidence_and_writes_only_when_asked(home: Home, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()

    def learn(*options: str) -> list[str]:
        command = ["learn", SITE, "--home", str(home.root), "--to", str(rules), *options]
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.stderr
        return result.stdout.splitlines()

    shown = learn()
    (evidence,) = (line for line in shown if line.startswith(LEAKED))
    assert evidence.removeprefix(LEAKED).split() == ["boilerplate", "30", "100%", "30", "dump-lines-1"]
    assert "[[rule]]" in shown
    assert list(rules.iterdir()) == []
    assert learn("--write") == shown
    (file,) = rules.iterdir()
    assert file.name == "site3-example.toml"
    written = file.read_text("utf-8")
    assert "\n".join(shown).rstrip().endswith(written.rstrip()), "what is shown is what is written"
    assert any(rule.matches(Block(0, LEAKED)) for rule in read_site(written, "site3-example"))


def test_a_site_with_too_few_pages_teaches_nothing(home: Home, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"Nothing to learn of unknown\.example"):
        propose(home, "unknown.example", tmp_path)


EDGE = "edge.example"


def printed(number: int, *lines: str, host: str = EDGE, story: str = "") -> tuple[RawPage, Article]:
    """A page whose story is one paragraph of its own, and `lines` that the model removed."""
    page, outcome = page_and_outcome(50 * number + 1)
    assert isinstance(outcome, Article)
    page = replace(page, url=f"https://www.{host}/{number}")
    story = story or f"This is what page {number} tells."
    texts = [(story, Role.PARAGRAPH), *((line, Role.BOILERPLATE) for line in lines)]
    blocks = [replace(block(text, role), block=Block(n, text)) for n, (text, role) in enumerate(texts)]
    return page, replace(outcome, page_id=page.page_id, url=page.url, text=story, blocks=tuple(blocks))


def learned(folder: Path, pairs: Pairs) -> set[str]:
    archive = Archive(folder)
    archive.load(archive.stage("a", pairs))
    archive.publish()
    with open_reader(archive.link) as connection:
        return {line.text for line in learnable_lines(connection, EDGE)}


@pytest.mark.parametrize(("pages", "found"), [(19, set()), (20, {"Everywhere."})])
def test_a_site_is_learned_from_its_twentieth_page_on(tmp_path: Path, pages: int, found: set[str]) -> None:
    assert learned(tmp_path, [printed(number, "Everywhere.") for number in range(pages)]) == found


def test_a_line_is_learned_from_thirty_in_a_hundred_pages_on(tmp_path: Path) -> None:
    lines = {"On 29 pages.": 29, "On 30 pages.": 30}
    pairs = [printed(n, *(line for line, pages in lines.items() if n < pages)) for n in range(100)]
    assert learned(tmp_path, pairs) == {"On 30 pages."}


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (printed(99, host="other.example", story="Before.\n\nEverywhere.\n\nAfter."), set()),
        (printed(99, "Everywhere.", host="other.example"), {"Everywhere."}),  # removed there too
        (printed(99, host="other.example", story="Everywhere. Or not."), {"Everywhere."}),  # not that line
        (printed(99, story="Before.\n\nEverywhere.\n\nAfter."), {"Everywhere."}),  # its own story: a leak
    ],
    ids=["told elsewhere", "removed elsewhere", "part of a line elsewhere", "kept on the site itself"],
)
def test_what_another_site_tells_is_not_learned(
    tmp_path: Path, other: tuple[RawPage, Article], found: set[str]
) -> None:
    assert learned(tmp_path, [*(printed(number, "Everywhere.") for number in range(20)), other]) == found
