"""Every rule that can decide a block's role, and why there is one: what can be listed and switched off."""

from __future__ import annotations

from extractors.rules import NAMES, RULES
from extractors.settling.registry import REASONS as SETTLING
from extractors.site_rules import SITE_RULES


def rule_reasons() -> dict[str, str]:
    """Why each rule exists, by its id. Models are none: what no rule decides is theirs."""
    certain = {rule.id: rule.why for rule in (*RULES, *(site_rule.rule for site_rule in SITE_RULES))}
    return {**SETTLING, **NAMES, **certain}
