"""What a rule is: an id, the role it gives, and its proof (why, what it catches, what it must spare)."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.model import Block, Label, Role


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as data.

    `catches` and `spares` are examples written for this project, in the notation that `example_blocks` reads;
    the tests run each through `claim`. `site` is None for a rule that holds everywhere.
    """

    id: str
    role: Role
    why: str
    catches: tuple[str, ...]
    spares: tuple[str, ...]
    site: str | None = None

    @property
    def label(self) -> Label:
        """The label this rule gives: rules claim only what is certain."""
        return Label(self.role, self.id, 1.0)


def example_blocks(example: str) -> tuple[list[Block], list[int]]:
    """An example as blocks, and the positions of the blocks in question.

    One block a line; where there are several lines, those in question begin with `> `. `[path] text`
    gives a block its DOM path: `[html/body/p.article-copyright] Copyright 2024 Example Media`.
    """
    lines = example.split("\n")
    blocks, asked = [], []
    for position, line in enumerate(lines):
        if line.startswith("> "):
            line = line[2:]
            asked.append(position)
        path = None
        if line.startswith("[html"):
            path, line = line[1:].split("] ", 1)
        blocks.append(Block(position, line, path=path))
    return blocks, asked or [len(lines) - 1]
