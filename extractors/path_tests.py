"""Trafilatura's XPath expressions as tests of single elements.

Its expressions choose elements by their own tag and attributes alone, with regular expressions that XPath
asks one call at a time, which takes a third of its time on a page. Here each expression is read once, and
what it says of an attribute's value is remembered: a page uses the same classes over and over. An expression
that says anything else is refused, so that a new release of trafilatura cannot be misread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml.etree import XPath

Attributes = Sequence[tuple[str, str]]  # as they stand in the tag: "first of two" goes by their order
_Test = Callable[[str], bool]

_NAMES = r"@[\w-]+(?:\|@[\w-]+)*"
_OF = rf"(?:translate\((?P<folded>@[\w-]+), '(?P<from>\w+)',\s*'(?P<to>\w+)'\)|(?P<names>{_NAMES}))"
_TERM = re.compile(
    rf"(?P<call>re:test|contains|starts-with)\({_OF},\s*'(?P<argument>[^']*)'(?P<caseless>, 'i')?\)"
    rf"|(?P<name>{_NAMES})(?:='(?P<value>[^']*)')?"
)
_TAG = re.compile(r"self::(\w+)")
_WHOLE = re.compile(r"\.//(\w+)")  # elements that are chosen whatever their attributes
_REST = re.compile(r"(?:\s|\bor\b|\[1\]|[()\[\]/.*|])*")
_PLAIN = re.compile(r"[\w -]+")
_REMEMBERED, _LONGEST = (
    4_000,
    300,
)  # values of an attribute, characters of one: a page has some hundred values


_NO, _YES, _IF_FIRST = range(3)  # what a value says: _IF_FIRST where only the first of two attributes counts


@dataclass(frozen=True, slots=True)
class PathTest:
    """Elements with one of `tags` (any where None) whose attributes pass a test; any with one of `whole`.

    `alone` are tests by attribute; `firsts` tests of the first that stands in the tag of several attributes.
    `said` remembers by attribute what its values said.
    """

    tags: frozenset[str] | None
    whole: frozenset[str]
    alone: dict[str, _Test]
    firsts: tuple[tuple[frozenset[str], _Test], ...]
    said: dict[str, dict[str, int]]

    def holds(self, tag: str, attributes: Attributes) -> bool:
        """Whether the expression chooses an element with this tag and these attributes."""
        if tag in self.whole:
            return True
        if self.tags is not None and tag not in self.tags:
            return False
        doubt = _NO
        for name, value in attributes:
            known = self.said.get(name)
            if known is not None:
                answer = known.get(value)
                doubt |= self._ask(name, value) if answer is None else answer
        return doubt != _NO and (doubt & _YES != _NO or self._first_holds(attributes))

    def _ask(self, name: str, value: str) -> int:
        """What the value says by itself; remembered, as pages use the same classes over and over."""
        answer = _NO
        if name in self.alone and self.alone[name](value):
            answer = _YES
        elif any(name in names and test(value) for names, test in self.firsts):
            answer = _IF_FIRST
        if len(value) <= _LONGEST and len(self.said[name]) < _REMEMBERED:
            self.said[name][value] = answer
        return answer

    def _first_holds(self, attributes: Attributes) -> bool:
        for names, test in self.firsts:
            first = next((value for name, value in attributes if name in names), None)
            if first is not None and test(first):
                return True
        return False


def read_path(path: XPath) -> PathTest:
    """The expression as a test. ValueError where it says more than the tests know."""
    text = str(path.path)
    rest = _REST.fullmatch(_TERM.sub("", _TAG.sub("", _WHOLE.sub("", text))))
    if rest is None:
        raise ValueError(f"This expression cannot be read as a test of one element: {text}")
    tests: dict[tuple[str, ...], list[_Test]] = {}
    for term in _TERM.finditer(text):
        given = term["folded"] or term["names"] or term["name"]
        names = tuple(name.strip("@") for name in given.split("|"))
        tests.setdefault(names, []).append(_test(term))
    one = {names[0]: _any(of) for names, of in tests.items() if len(names) == 1}
    firsts = tuple((frozenset(names), _any(of)) for names, of in tests.items() if len(names) > 1)
    tags = frozenset(_TAG.findall(text))
    said: dict[str, dict[str, int]] = {name: {} for names in tests for name in names}
    return PathTest(tags or None, frozenset(_WHOLE.findall(text)), one, firsts, said)


def _test(term: re.Match[str]) -> _Test:
    if term["call"] is None:
        value = term["value"]
        return (lambda _: True) if value is None else value.__eq__
    argument = term["argument"]
    if term["call"] == "re:test":
        return _pattern(argument, re.IGNORECASE if term["caseless"] else 0)
    if term["call"] == "starts-with":
        return lambda value: value.startswith(argument)
    if term["folded"] is None:
        return lambda value: argument in value
    table = str.maketrans(term["from"], term["to"])
    return lambda value: argument in value.translate(table)


def _pattern(pattern: str, flags: int) -> _Test:
    """A search; for words without signs of their own, which most alternatives are, by finding each."""
    words: list[str] = []
    patterns: list[str] = []
    for one in _alternatives(pattern):
        (words if not flags and _PLAIN.fullmatch(one) else patterns).append(one)
    search = re.compile("|".join(patterns), flags).search if patterns else None
    return lambda value: (
        any(word in value for word in words) or (search is not None and search(value) is not None)
    )


def _alternatives(pattern: str) -> list[str]:
    """The alternatives of a regular expression, parted at the bars outside its brackets."""
    parts, depth = [""], 0
    for character in pattern:
        depth += (character in "([") - (character in ")]")
        if character == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _any(tests: Sequence[_Test]) -> _Test:
    return lambda value: any(test(value) for test in tests)
