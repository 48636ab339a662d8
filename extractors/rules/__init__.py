"""Rules that say what a block is: certain ones before the model, and names for what the model removed."""

from extractors.rule import Rule
from extractors.rules.claiming import claim
from extractors.rules.naming import NAMES, name_removed
from extractors.rules.registry import RULES

__all__ = ["NAMES", "RULES", "Rule", "claim", "name_removed"]
