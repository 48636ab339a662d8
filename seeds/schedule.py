"""When a source is read: the `[schedule]` table of its file, checked and typed.

Only the shape is checked here (five cron fields within their ranges, a positive interval, an RRULE
with a known FREQ, a time zone that exists); what comes due when is for the scheduler.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo


class CatchUp(StrEnum):
    """What becomes of runs missed while nothing was running."""

    LATEST = "latest"  # one run for all that were missed
    ALL = "all"  # every missed run
    SKIP = "skip"  # none: wait for the next slot


@dataclass(frozen=True, slots=True)
class Cron:
    """Five cron fields: minute, hour, day of month, month, day of week."""

    expression: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A run every so often; a whole number of seconds, at least one."""

    every: timedelta


@dataclass(frozen=True, slots=True)
class RRule:
    """An RFC 5545 recurrence rule, without the `RRULE:` in front."""

    rule: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rhythm, the IANA time zone it is read in, and what to do after downtime."""

    rhythm: Cron | Interval | RRule
    timezone: str = "UTC"
    catch_up: CatchUp = CatchUp.LATEST


_KEYS = ("cron", "interval", "rrule", "timezone", "catch_up")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
_DAYS = "SUN|MON|TUE|WED|THU|FRI|SAT"
_CRON_FIELDS = (
    ("minute", 0, 59, ""),
    ("hour", 0, 23, ""),
    ("day of month", 1, 31, ""),
    ("month", 1, 12, _MONTHS),
    ("day of week", 0, 7, _DAYS),
)
_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")


def parse_schedule(table: Mapping[str, Any]) -> Schedule:
    """Read a `[schedule]` table.

    Raises ValueError, with what is wrong and what is valid, for the caller to put the file before it.
    """
    for key, value in table.items():
        if key not in _KEYS:
            raise ValueError(f"has the unknown key {key!r} in [schedule]; valid keys are {', '.join(_KEYS)}")
        if not isinstance(value, str):
            raise ValueError(f"has {key} = {value!r} in [schedule]; it must be a string")
    rhythms = [key for key in ("cron", "interval", "rrule") if key in table]
    if len(rhythms) != 1:
        raise ValueError("must have exactly one of cron, interval and rrule in [schedule]")
    rhythm = _RHYTHMS[rhythms[0]](table[rhythms[0]])
    catch_up = table.get("catch_up", CatchUp.LATEST)
    if catch_up not in list(CatchUp):
        raise ValueError(f"has catch_up = {catch_up!r}; valid values are {', '.join(CatchUp)}")
    return Schedule(rhythm, _timezone(table.get("timezone", "UTC")), CatchUp(catch_up))


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError; folders are OSErrors
        raise ValueError(
            f"has timezone = {name!r}; it must be an IANA time zone such as Europe/Berlin or UTC"
        ) from None
    return name


def _cron(text: str) -> Cron:
    fields = text.split()
    if len(fields) != len(_CRON_FIELDS):
        raise ValueError(
            f'has cron = {text!r} with {len(fields)} fields; it must have 5 (such as "0 6 * * *"): '
            "minute, hour, day of month, month, day of week"
        )
    for field, (name, low, high, names) in zip(fields, _CRON_FIELDS, strict=True):
        one = rf"(?:\d{{1,2}}{'|' + names if names else ''})"
        step = rf"(?:\*|{one}(?:-{one})?)(?:/[1-9]\d?)?"
        numbers = [int(n) for n in re.findall(r"(?<!/)\b\d+", field)]
        shaped = re.fullmatch(f"{step}(?:,{step})*", field, re.IGNORECASE)
        if not shaped or not all(low <= n <= high for n in numbers):
            raise ValueError(
                f"has cron = {text!r} whose {name} {field!r} is not valid; it takes {low}-{high}"
                f"{' or names' if names else ''}, *, lists, ranges and steps"
            )
    return Cron(" ".join(fields))


def _interval(text: str) -> Interval:
    shaped = re.fullmatch(r"([1-9]\d{0,5})([smhdw])", text)
    if not shaped:
        raise ValueError(
            f'has interval = {text!r}; it must be a number and one of s, m, h, d, w, such as "90s" or "6h"'
        )
    return Interval(timedelta(**{_UNITS[shaped[2]]: int(shaped[1])}))


def _rrule(text: str) -> RRule:
    rule = text.removeprefix("RRULE:")
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if parts.get("FREQ") not in _FREQUENCIES or not all(k.isupper() and v for k, v in parts.items()):
        raise ValueError(
            f'has rrule = {text!r}; it must be parts such as "FREQ=DAILY;BYHOUR=6", with FREQ one of '
            f"{', '.join(_FREQUENCIES)}"
        )
    return RRule(rule)


_RHYTHMS: dict[str, Callable[[str], Cron | Interval | RRule]] = {
    "cron": _cron,
    "interval": _interval,
    "rrule": _rrule,
}
