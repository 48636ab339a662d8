"""Sieves: the words let through every text in which the expression behind them finds anything."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.rules import naming
from extractors.settling import figures
from extractors.sieve import Sieve, sieve
from extractors.wall_words import READ_ON

_SIEVES = {
    **{role.value: family for role, family in naming._PATHS},
    "caption class": figures._CAPTION,
    "credit class": figures._CREDIT,
    "read on": READ_ON,
}


@pytest.mark.parametrize("one", _SIEVES.values(), ids=_SIEVES)
@settings(max_examples=50)
@given(data=st.data())
def test_what_the_expression_finds_passes_the_words(one: Sieve, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(one.pattern))
    assert one.may_find(text.lower()), text
    assert one.finds(text)


def test_letters_that_ignoring_case_takes_for_others_pass() -> None:
    shares = sieve("share", "share this", re.IGNORECASE)
    assert shares.finds("SHARE THIS")
    assert shares.finds("ſhare thıs")
    assert not shares.finds("this is shared")
