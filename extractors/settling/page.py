"""A page while its blocks are settled, and how far around the story its own fields can stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.headline import CERTAIN, STORY_ROLES
from extractors.model import Label, LabelledBlock, Role

ABOVE = 14  # blocks above the story that can still be its own: headline, byline, dates, lead pictures
BELOW = 12  # and below it
LEAST_OPENING = 60  # characters of a block that counts as where the story begins
INTO_STORY = 4  # blocks of the story among which a byline or time line can still stand
_SOFT = frozenset(
    {
        Role.BOILERPLATE,
        Role.NAVIGATION,
        Role.RAIL,
        Role.PROMOTION,
        Role.SUBHEADING,
        Role.PARAGRAPH,
        Role.LIST_ITEM,
        Role.PLAYER,
    }
)


@dataclass(slots=True)
class Page:
    """A page's blocks while they are settled: `labels` is changed in place, the rest is read."""

    blocks: Sequence[LabelledBlock]
    labels: list[Label]
    first: int = 0  # the block where the story begins
    last: int = 0
    disabled: frozenset[str] = frozenset()  # rules that are switched off

    def find_story(self) -> bool:
        """Sets `first` and `last`; False where nothing is story."""
        story = [i for i, label in enumerate(self.labels) if self.is_story(i) and label.rule not in CERTAIN]
        if not story:
            return False
        self.first = next((i for i in story if len(self.text(i)) >= LEAST_OPENING), story[0])
        self.last = story[-1]
        return True

    def text(self, position: int) -> str:
        return self.blocks[position].block.text

    def path(self, position: int) -> str:
        return self.blocks[position].block.path or ""

    def put(self, position: int, role: Role, rule: str, confidence: float = 0.9) -> None:
        """The block is of this role, says `rule`: heard unless it is switched off."""
        if rule not in self.disabled:
            self.labels[position] = Label(role, rule, confidence)

    def is_free(self, position: int) -> bool:
        """Whether no rule was certain of the block: the model decided, and what it removed was only named."""
        label = self.labels[position]
        named = label.role in _SOFT or not label.role.kept or label.rule.endswith("-family")
        return label.rule not in CERTAIN and named

    def is_story(self, position: int) -> bool:
        return self.labels[position].role in STORY_ROLES

    def story_text(self) -> str:
        """The story's opening, a line a block."""
        texts = [self.text(i) for i in range(self.first, self.last + 1) if self.is_story(i)]
        return "\n".join(texts[:12])

    def settled(self) -> list[LabelledBlock]:
        """The blocks with the labels as they now are."""
        return [
            b if b.label is new else LabelledBlock(b.block, new)
            for b, new in zip(self.blocks, self.labels, strict=True)
        ]
