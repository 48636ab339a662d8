"""Rules of single sites, as data: one TOML file per publisher group in `sites/`, each rule with its proof.

A file names its hosts and its rules; a rule gives a role by the whole line (`lines`: regular expressions that
must match all of it), by DOM path (`paths`: expressions found anywhere in it), or by both. `from` and
`to` (dates) say when the site printed such lines, for an archive that holds pages of every age.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from extractors.model import Block, Label, Role
from extractors.rule import Rule


@dataclass(frozen=True, slots=True)
class SiteRule:
    """One rule of one site; `since` and `until` say when the site did so (inclusive)."""

    rule: Rule
    hosts: tuple[str, ...]
    lines: re.Pattern[str] | None
    paths: re.Pattern[str] | None
    since: date | None
    until: date | None

    @property
    def id(self) -> str:
        return self.rule.id

    def matches(self, block: Block) -> bool:
        """Whether the block is what the rule speaks of: every kind of evidence that it names must hold."""
        if self.lines is not None and self.lines.fullmatch(block.text) is None:
            return False
        return self.paths is None or (block.path is not None and self.paths.search(block.path) is not None)

    def held(self, on: date) -> bool:
        """Whether the site printed such lines on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def apply(self, blocks: Sequence[Block], labels: list[Label | None]) -> None:
        """Labels the blocks that match and that nothing has claimed."""
        for position, block in enumerate(blocks):
            if labels[position] is None and self.matches(block):
                labels[position] = self.rule.label


def read_site(text: str, name: str) -> tuple[SiteRule, ...]:
    """The rules of one file's text. Raises ValueError with a full sentence for what is missing or unknown."""
    data = tomllib.loads(text)
    hosts = tuple(data.get("hosts", ()))
    if not hosts:
        raise ValueError(
            f'sites/{name}.toml names no hosts; give at least one, such as hosts = ["example.com"].'
        )
    return tuple(_rule(entry, name, hosts) for entry in data.get("rule", ()))


def _rule(entry: dict[str, object], name: str, hosts: tuple[str, ...]) -> SiteRule:
    for needed in ("id", "role", "why", "catches", "spares"):
        if not entry.get(needed):
            raise ValueError(
                f"A rule in sites/{name}.toml has no {needed!r}; "
                "each needs id, role, why, catches and spares."
            )
    try:
        role = Role(str(entry["role"]))
    except ValueError:
        valid = ", ".join(r.value for r in Role)
        raise ValueError(
            f"Rule {entry['id']!r} in sites/{name}.toml has the unknown role "
            f"{entry['role']!r}; use one of {valid}."
        ) from None
    lines, paths = _strings(entry, "lines"), _strings(entry, "paths")
    if not lines and not paths:
        raise ValueError(
            f"Rule {entry['id']!r} in sites/{name}.toml has neither lines nor paths; give one or both."
        )
    rule = Rule(
        f"{name}-{entry['id']}",
        role,
        str(entry["why"]),
        _strings(entry, "catches"),
        _strings(entry, "spares"),
        name,
    )
    return SiteRule(rule, hosts, _pattern(lines), _pattern(paths), _date(entry, "from"), _date(entry, "to"))


def _strings(entry: dict[str, object], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list):
        raise ValueError(f"{key!r} must be a list of strings, not {value!r}.")
    return tuple(str(v) for v in value)


def _pattern(expressions: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{e})" for e in expressions)) if expressions else None


def _date(entry: dict[str, object], key: str) -> date | None:
    value = entry.get(key)
    if value is None or isinstance(value, date):
        return value
    raise ValueError(f"{key!r} must be a date such as 2024-01-31, not {value!r}.")


def _load() -> tuple[SiteRule, ...]:
    found: list[SiteRule] = []
    for file in sorted(files("extractors").joinpath("sites").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            found.extend(read_site(file.read_text("utf-8"), file.name.removesuffix(".toml")))
    return tuple(found)


SITE_RULES: tuple[SiteRule, ...] = _load()
_BY_HOST: dict[str, tuple[SiteRule, ...]] = {}
for _site_rule in SITE_RULES:
    for _host in _site_rule.hosts:
        _BY_HOST[_host] = (*_BY_HOST.get(_host, ()), _site_rule)


def rules_for(host: str | None, on: date | None = None) -> tuple[SiteRule, ...]:
    """The rules of the site that `host` ("www.example.com") belongs to, by its longest known ending.

    With a date only those that held `on` it.
    """
    if host is None:
        return ()
    labels = host.lower().rstrip(".").split(".")
    for start in range(len(labels) - 1):
        if (known := _BY_HOST.get(".".join(labels[start:]))) is not None:
            return known if on is None else tuple(rule for rule in known if rule.held(on))
    return ()
