"""`copydesk learn`: rules for a site, proposed from what its pages repeat."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

import extractors
from extractors.model import Block, Role
from extractors.rules import RULES
from extractors.site_rules import SITE_RULES, SiteRule
from extractors.site_rules import read_site as read_site
from flows.archive import open_archive
from flows.home import Home
from warehouse.errors import QueryError
from warehouse.identity import host_of
from warehouse.repeats import RepeatedLine, learnable_lines

SITES = Path(extractors.__file__).parent / "sites"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Rules for a site: one for each role, as text of a rule file, and the lines they rest on."""

    site: str
    name: str
    toml: str
    lines: tuple[RepeatedLine, ...]


def propose(home: Home, site: str, folder: Path = SITES) -> Proposal:
    """What the archive teaches of a site. Lines that a rule decides already are left out.

    `folder` holds the rule files; a site's own file there is added to. `QueryError` where there is nothing
    to learn.
    """
    host = host_of(f"https://{site}") or site
    known = {rule.id for rule in RULES} | {rule.id for rule in SITE_RULES}
    with open_archive(home) as connection:
        lines = [line for line in learnable_lines(connection, host) if line.rule not in known]
    if not lines:
        raise QueryError(
            f"Nothing to learn of {host}: at least 20 of its pages must be archived, and lines that no rule "
            "decides yet must stand on 30 % of them."
        )
    name = re.sub(r"[^a-z0-9]+", "-", host).strip("-")
    file = folder / f"{name}.toml"
    so_far = file.read_text("utf-8") if file.exists() else f"hosts = {json.dumps([_rule_host(host)])}\n"
    number = len(re.findall(r"^\[\[rule\]\]", so_far, re.MULTILINE)) + 1
    by_role: dict[Role, list[RepeatedLine]] = {}
    for line in lines:
        by_role.setdefault(_role(line), []).append(line)
    parts = [_rule(role, by_role[role], number + n) for n, role in enumerate(sorted(by_role))]
    proposal = Proposal(host, name, so_far.rstrip() + "\n\n" + "\n".join(parts), tuple(lines))
    _prove(read_site(proposal.toml, name))
    return proposal


def _rule_host(host: str) -> str:
    """The ending of `host` that rules name already, since the longest known one hides the shorter."""
    known = {known for rule in SITE_RULES for known in rule.hosts}
    labels = host.split(".")
    endings = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    return next((ending for ending in endings if ending in known), host)


def _role(line: RepeatedLine) -> Role:
    role = Role(line.role)
    return Role.BOILERPLATE if role.kept else role


def _rule(role: Role, lines: Sequence[RepeatedLine], number: int) -> str:
    pages, share = lines[0].site_pages, min(line.share for line in lines)
    why = f"The lines stand on {share:.0%} or more of {pages} pages, and are no line of another site's story."
    return "\n".join(
        [
            "[[rule]]",
            f'id = "learned-{role.value.replace("_", "-")}-{number}"',
            f'role = "{role.value}"',
            f"why = {json.dumps(why, ensure_ascii=False)}",
            *_list("lines", [re.escape(line.text) for line in lines]),
            *_list("catches", [line.text for line in lines]),
            *_list("spares", [_spared(line.text) for line in lines]),
            "",
        ]
    )


def _spared(line: str) -> str:
    """A sentence with the line's words in it, which is no such line."""
    return f"“{line}” stood on the sign, she said."


def _list(name: str, values: Sequence[str]) -> list[str]:
    """A TOML list; JSON's strings are TOML's, but for DEL."""
    quoted = (json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") for value in values)
    return [f"{name} = [", *(f"  {value}," for value in quoted), "]"]


def _prove(rules: Sequence[SiteRule]) -> None:
    for rule in rules:
        if not rule.rule.id.split("-learned-")[1:]:
            continue
        caught = all(rule.matches(Block(0, line)) for line in rule.rule.catches)
        if not caught or any(rule.matches(Block(0, line)) for line in rule.rule.spares):
            raise QueryError(f"The rule {rule.id} does not keep what it promises; nothing was written.")


def print_proposal(console: Console, proposal: Proposal) -> None:
    """The lines with their evidence, and the rules made of them."""
    table = Table("line", "role", box=None, pad_edge=False, header_style="bold")
    for head in ("pages", "share", "kept on"):
        table.add_column(head, justify="right")
    table.add_column("judged so far by")
    for line in proposal.lines:
        counts = (f"{line.pages:,}", f"{line.share:.0%}", f"{line.pages_kept:,}")
        table.add_row(line.text.replace("[", r"\[")[:100], _role(line).value, *counts, line.rule)
    console.print(table)
    console.print()
    console.print(proposal.toml, markup=False)


def write_proposal(proposal: Proposal, folder: Path) -> Path:
    """Write the site's rule file."""
    file = folder / f"{proposal.name}.toml"
    file.write_text(proposal.toml, "utf-8")
    return file
