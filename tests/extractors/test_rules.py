# ruff: noqa: E501  (tables of examples)
"""Every rule's proof, run through `claim`, and what holds for all rules together."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.model import Block, Fate
from extractors.rule import example_blocks
from extractors.rules import RULES, Rule, claim, name_removed
from extractors.site_rules import SITE_RULES, SiteRule, read_site, rules_for


def _claimed(rule: Rule, example: str, disabled: frozenset[str] = frozenset()) -> set[str | None]:
    blocks, asked = example_blocks(example)
    labels = claim(blocks, site=None, disabled=disabled)
    return {label.rule if (label := labels[position]) else None for position in asked}


def _proofs(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.id}-{number}")
        for rule in RULES
        for number, example in enumerate(getattr(rule, kind))
    ]


@pytest.mark.parametrize(("rule", "example"), _proofs("catches"))
def test_a_rule_catches_its_examples(rule: Rule, example: str) -> None:
    assert _claimed(rule, example) == {rule.id}


@pytest.mark.parametrize(("rule", "example"), _proofs("spares"))
def test_no_rule_claims_what_a_rule_must_spare(rule: Rule, example: str) -> None:
    assert _claimed(rule, example) == {None}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_can_be_switched_off(rule: Rule) -> None:
    for example in rule.catches:
        assert rule.id not in _claimed(rule, example, disabled=frozenset({rule.id}))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why_and_has_both_proofs(rule: Rule) -> None:
    assert rule.why.endswith(".")
    assert rule.catches
    assert rule.spares
    assert rule.role.fate is not Fate.STORY


def test_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


_LINES = st.one_of(
    st.text(min_size=1, max_size=300).map(lambda s: " ".join(s.split())).filter(bool),
    st.sampled_from([e for rule in RULES for example in rule.catches for e in example.split("\n")]),
)


@given(st.lists(_LINES, max_size=12))
def test_any_page_gets_one_label_or_none_a_block_and_always_the_same(lines: list[str]) -> None:
    blocks = [Block(position, line) for position, line in enumerate(lines)]
    labels = claim(blocks, site=None)
    assert len(labels) == len(blocks)
    assert labels == claim(blocks, site=None)
    assert all(label is None or label.role.fate is not Fate.STORY for label in labels)


@pytest.mark.parametrize(
    ("text", "path", "role"),
    [
        ("Five bridges that did not survive the flood", "html/body/aside.related-stories/ul/li/a", "rail"),
        ("Share this with a friend", "html/body/div.social-share/span", "share"),
        ("I was there and it was cold", "html/body/section#comments/div/p", "comment"),
        ("Sports", "html/body/nav.main/ul/li", "navigation"),
        ("Jane Doe is a reporter for the Example Courier who covers schools.", None, "author_bio"),
        ("Our newsletter brings the week to you", None, "newsletter"),
        ("This site stores cookies so that you stay logged in", None, "consent"),
        ("Something else stood on the page that nobody can name", None, "boilerplate"),
    ],
)
def test_removed_blocks_get_the_most_specific_name(text: str, path: str | None, role: str) -> None:
    named = name_removed([Block(0, text, path=path)], [None], [0])
    assert [found.value for found, _ in named] == [role]


def test_headlines_under_a_rail_heading_belong_to_the_rail_until_the_story_goes_on() -> None:
    lines = [
        "Top Stories",
        "Council votes to close the harbor bridge",
        "A paragraph of the story that was kept because it is one.",
        "Council votes to open the harbor bridge",
    ]
    blocks = [Block(position, line) for position, line in enumerate(lines)]
    named = name_removed(blocks, claim(blocks, site=None), [1, 3])
    assert [role.value for role, _ in named] == ["rail", "boilerplate"]


def _site_proofs(kind: str) -> list[object]:
    return [
        pytest.param(site_rule, example, id=f"{site_rule.id}-{number}")
        for site_rule in SITE_RULES
        for number, example in enumerate(getattr(site_rule.rule, kind))
    ]


@pytest.mark.parametrize(("site_rule", "example"), _site_proofs("catches"))
def test_a_site_rule_catches_its_examples_on_its_sites_only(site_rule: SiteRule, example: str) -> None:
    blocks, asked = example_blocks(example)
    for host in (site_rule.hosts[0], f"www.{site_rule.hosts[-1]}"):
        labels = claim(blocks, site=host)
        assert all((label := labels[i]) is not None and label.role is site_rule.rule.role for i in asked)
    assert all(site_rule.matches(blocks[i]) for i in asked)


@pytest.mark.parametrize(("site_rule", "example"), _site_proofs("spares"))
def test_a_site_rule_spares_its_examples(site_rule: SiteRule, example: str) -> None:
    blocks, asked = example_blocks(example)
    labels = claim(blocks, site=site_rule.hosts[0])
    assert [labels[i] for i in asked] == [None] * len(asked)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("", "names no hosts"),
        ('hosts = ["a.com"]\n[[rule]]\nid = "x"', "has no 'role'"),
        (
            'hosts = ["a.com"]\n[[rule]]\nid = "x"\nrole = "advert"\nwhy = "y"\ncatches = ["z"]\nspares = ["z"]',
            "use one of paragraph",
        ),
        (
            'hosts = ["a.com"]\n[[rule]]\nid = "x"\nrole = "rail"\nwhy = "y"\ncatches = ["z"]\nspares = ["z"]',
            "neither lines nor paths",
        ),
    ],
)
def test_a_faulty_site_file_is_refused_with_a_sentence(toml: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_site(toml, "example")


def test_a_dated_site_rule_holds_in_its_time_only() -> None:
    rule = read_site(
        'hosts = ["a.com"]\n[[rule]]\nid = "x"\nrole = "rail"\nwhy = "y"\nlines = ["z"]\n'
        'from = 2020-01-01\nto = 2020-12-31\ncatches = ["z"]\nspares = ["y"]',
        "example",
    )[0]
    assert [rule.held(date(year, 6, 1)) for year in (2019, 2020, 2021)] == [False, True, False]


def test_rules_are_found_by_the_end_of_the_host() -> None:
    assert rules_for("www.bbc.co.uk") == rules_for("bbc.co.uk") != ()
    assert rules_for("notbbc.co.uk") == rules_for("uk") == rules_for(None) == ()
