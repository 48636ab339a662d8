"""A page's labelled blocks and metadata while an article is put together, and where each value was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.headline import STORY_ROLES
from extractors.metadata import Metadata
from extractors.model import FieldOrigin, LabelledBlock, Origin, Role
from extractors.settling.page import LEAST_OPENING

OPENING = 4  # story blocks that may open with the dateline; a place without an agency only in the first two


@dataclass(slots=True)
class Fields:
    """Values with their origins while an article is put together; `places` are positions by role's value."""

    blocks: Sequence[LabelledBlock]
    metadata: Metadata
    places: dict[str, list[int]]
    origins: list[FieldOrigin] = field(default_factory=list)

    def text(self, position: int) -> str:
        """The text of the block at a position."""
        return self.blocks[position].block.text

    def at(self, role: Role) -> Sequence[int]:
        """The positions of the blocks of a role, in order."""
        return self.places.get(role.value, ())

    def of(self, role: Role) -> list[str]:
        """The texts of the blocks of a role, in order."""
        return [self.blocks[i].block.text for i in self.at(role)]

    def note(self, name: str, origin: Origin) -> None:
        """Note where a field was read."""
        self.origins.append(FieldOrigin(name, origin))

    def stated(self, name: str) -> Origin:
        """Where the metadata read a field of its own."""
        return next((o.origin for o in self.metadata.origins if o.field == name), Origin.META)

    def nearest(self, *roles: Role) -> list[tuple[str, bool]]:
        """Lines of these roles, and whether each stands between headline and story: those come first."""
        wanted = sorted(i for role in roles for i in self.at(role))
        if not wanted:
            return []
        story = self.story()
        first = next((i for i in story if len(self.text(i)) >= LEAST_OPENING), 0)
        headline = next(iter(self.at(Role.HEADLINE)), -1)
        inside = [
            i for i in wanted if headline < i < first + OPENING or self.blocks[i].label.rule == "byline-below"
        ]
        outside = sorted((i for i in wanted if i not in inside), key=lambda i: abs(first - i))
        return [(self.text(i), True) for i in inside] + [(self.text(i), False) for i in outside]

    def story(self) -> list[int]:
        """The positions of the story's blocks, in order."""
        return sorted(i for role in STORY_ROLES for i in self.at(role))


def places_of(blocks: Sequence[LabelledBlock]) -> dict[str, list[int]]:
    """Positions by the role's value: a string's hash is kept, an enum's is computed anew each time."""
    places: dict[str, list[int]] = {}
    for position, labelled in enumerate(blocks):
        places.setdefault(labelled.label.role._value_, []).append(position)
    return places
