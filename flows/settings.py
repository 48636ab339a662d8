"""What the archive's owner has decided for it: `copydesk.toml` in the home folder.

disabled_rules = ["separator", "nexstar-more-news"]   # rules that do not speak in this archive
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass

from extractors.version import cleaner_version
from flows.home import Home

NAME = "copydesk.toml"


class SettingsError(Exception):
    """`copydesk.toml` says what cannot be; the message is a full sentence."""


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How this archive cleans: the rules that are switched off in it, and the version that names it all."""

    disabled: frozenset[str] = frozenset()

    @property
    def version(self) -> str:
        """The cleaner's version; with rules switched off also which, since outcomes depend on them."""
        if not self.disabled:
            return cleaner_version()
        digest = hashlib.sha256("\n".join(sorted(self.disabled)).encode()).hexdigest()
        return f"{cleaner_version()}-without-{digest[:8]}"


def read_cleaning(home: Home) -> Cleaning:
    """What `copydesk.toml` in the home folder says; `SettingsError` where it cannot be understood."""
    file = home.root / NAME
    if not file.exists():
        return Cleaning()
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not valid TOML: {error}.") from error
    if unknown := sorted(data.keys() - {"disabled_rules"}):
        raise SettingsError(f"{file} sets {', '.join(unknown)}; it may set disabled_rules only.")
    disabled = data.get("disabled_rules", [])
    if not isinstance(disabled, list) or not all(isinstance(rule, str) for rule in disabled):
        raise SettingsError(f"disabled_rules in {file} must be a list of rule ids.")
    known = known_rules()
    if wrong := sorted(set(disabled) - known):
        raise SettingsError(
            f"{file} switches off {', '.join(wrong)}, which is no rule; `copydesk rules` lists them."
        )
    return Cleaning(frozenset(disabled))


def known_rules() -> set[str]:
    """The ids of all rules that can be switched off."""
    from extractors.reasons import rule_reasons  # only an archive that switches some off needs them

    return set(rule_reasons())
