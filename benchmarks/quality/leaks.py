# ruff: noqa: E501  (patterns: a broken line is harder to read than a long one)
"""Leaked boilerplate: sentences of an output that the gold does not hold and that anybody would know for what they are.

A leak is a line, or a sentence of a line, whose words stand nowhere in the gold text and that matches one of the
families below. They are written from what such lines look like on any site and know nothing of the cleaner's own
rules; they miss what is not recognisable by words alone (a rail's headlines), for every cleaner alike. `--leaks`
prints every one, so that a person can check the count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST = 300  # characters; a longer sentence is nobody's button
_WORD = re.compile(r"\w+")
_SENTENCES = re.compile(r"\n+|(?<=[.!?…])\s+(?=[A-ZÀ-Þ\"“(►>])")


def _family(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


FAMILIES = {
    "ad label": _family(
        r"^\W*(?:advertisements?|advertising|sponsored(?: content| post| by\b.*)?|paid (?:content|post)|promoted(?: content| stories)?|anzeige|werbung|publicité|publicidad|reklama|ad feedback|report this ad)\W*\d*\W*$",
        r"^advertisement\s*[-–—:|]",
    ),
    "continues below": _family(
        r"^.{0,30}\bcontinues? (?:below|after|under)\b.{0,40}$",
        r"^scroll (?:down )?(?:to|for) (?:continue|more)",
        r"^skip (?:ad|past)",
        r"^la suite (?:de l.article )?après",
        r"^nach der (?:anzeige|werbung)",
        r"^continue reading",
    ),
    "promotion": _family(
        r"^\W*(?:related(?: \w+)?|read(?: more| also| next)?|also read|see(?: also| more)|more|previous(?:ly| story| coverage)?|watch(?: more| now| live)?|must read|don.t miss|recommended|"
        r"(?:à )?lire(?: aussi| également)?|voir aussi|lesen sie(?: auch| hier| dazu)?|mehr(?: zum thema| dazu)?|auch interessant|lee(?: también)?|te puede interesar|leggi anche)\s*[:|»>►–]",
        r"^\W*(?:click|tap) (?:here|on)\b",
        r"^[^\w\"“„«]*read (?:more|the full|our|also|next)\b.{0,60}$",
        r"^.{0,60}\bclick here\W*$",
        r"^\W*(?:more (?:from|on|stories|coverage|news)|watch (?:more|the|live|now))\b.{0,60}$",
    ),
    "rail heading": _family(
        r"^\W*(?:trending(?: now| stories| on)?|top stories|most (?:read|popular|viewed|shared|commented|recent)|popular (?:posts|stories|now|news)|latest (?:news|stories|headlines|posts|articles|videos)|recommended(?: for you| stories)?|"
        r"you (?:may|might) (?:also )?(?:like|be interested)|related (?:articles?|stories|story|posts?|news|content|topics|links|coverage|videos?|items)|editors?.{0,2} (?:picks|choice)|in case you missed it|from around the web|around the web|up next|"
        r"what to read next|recent (?:posts|stories|articles)|featured (?:posts|stories|videos)|filed under|tags|topics)\b.{0,30}$",
    ),
    "share and tools": _family(
        r"^\W*(?:share|tweet|pin it|e-?mail|print|save|copy(?: this)? link|facebook|twitter|linkedin|whatsapp|reddit|comments?|teilen|partager|compartir|drucken|merken|gift this article)\W*(?:$|(?:share|tweet|facebook|twitter|e-?mail|print|save|comments?)\b.{0,40}$)",
        r"^\W*share (?:this|on|via|with|your)\b.{0,50}$",
        r"^\W*\d+ (?:comments?|shares?|likes?|views?)\W*$",
        r"^\W*(?:view|show|leave|post|add|read|load|join|write|see)\b.{0,20}\b(?:comments?|reply|conversation|discussion)\W*$",
        r"\b(?:report|suggest|submit) (?:a |an )?(?:typo|error|correction)\b",
    ),
    "newsletter, app, follow": _family(
        r"\b(?:sign up|subscribe|register|sign me up)\b.{0,90}\b(?:newsletters?|inbox|e-?mails?|alerts?|updates|briefing|digest|podcast|channel|list|here|today|now|free)\b",
        r"^.{0,100}\bnewsletters?\b.{0,60}$(?<![a-z]{3}\.)",
        r"\b(?:get|download)\b.{0,60}\bapps?\b.{0,40}$",
        r"\b(?:in|to) your inbox\b",
        r"^\W*(?:follow|like|join|find|connect with) (?:us|me|him|her|them|@\w+)\b",
        r"^\W*follow\b.{2,60}\bon (?:twitter|x|facebook|instagram|threads|bluesky|linkedin|tiktok|youtube|google)\b",
        r"\b(?:abonnez-vous|inscrivez-vous|suscríbete|jetzt abonnieren|newsletter abonnieren|folgen sie uns|suivez-nous|síguenos)\b",
    ),
    "subscription and consent": _family(
        r"\balready (?:a |an |have )?(?:subscribe|subscriber|member|account|registered)\b",
        r"\bsubscri(?:be|ption) (?:to (?:read|continue|unlock|access)|required|now)\b",
        r"\b(?:we|this (?:web)?site) uses? cookies\b|\bcookie (?:policy|settings|preferences)\b|\byour privacy (?:choices|rights)\b",
        r"^.{0,60}\b(?:privacy policy|terms of (?:use|service)|terms (?:and|&) conditions)\b.{0,60}$",
        r"^\W*(?:please )?(?:log|sign) ?in\b.{0,60}$",
        r"\bcreate (?:a|an|your) (?:free )?account\b",
        r"\b(?:support (?:our|independent|local) journalism|become a (?:member|subscriber|supporter))\b",
        r"\b(?:déjà abonné|réservé aux abonnés|bereits abonnent|solo para suscriptores)\b",
    ),
    "player, survey, reading time": _family(
        r"^\W*\d{1,2}:\d\d(?:\s*/\s*\d{1,2}:\d\d)?\W*$",
        r"^\W*\d+[ -]min(?:ute)?s? (?:read|listen)\W*$",
        r"\bwas this (?:page|article|story) helpful\b",
        r"\bbrowser (?:does not|doesn.t) support\b|\benable javascript\b|\bjavascript is (?:disabled|required)\b",
        r"^\W*(?:play(?: video| audio)?|now playing|listen to this (?:article|story)|toggle caption|hide caption|enlarge this image|artikel anhören)\W*$",
    ),
    "author's address, standards": _family(
        r"^\W*(?:e-?mail|contact|reach|follow)\b.{0,80}@",
        r"\byou can (?:reach|follow|contact|e-?mail)\b.{0,60}(?:@|\bon\b)",
        r"\b(?:he|she|they) can be (?:reached|followed|contacted)\b",
        r"^\W*[\w.+-]+@[\w-]+\.[\w.]+\W*$",
        r"^our standards:|\bthomson reuters trust principles\b",
        r"^\W*(?:have|got|do you have) (?:a|an) (?:news )?(?:tip|story idea|correction)\b",
    ),
    "copyright": _family(
        r"^\W*(?:copyright|©|\(c\) ?\d{4})",
        r"\ball rights reserved\b",
        r"\bmay not be (?:published|reproduced|broadcast|rewritten)\b",
    ),
    "slot marker": _family(r"\bdrop zone\b\W*$"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leak:
    """One leaked sentence and the family that it is of."""

    family: str
    text: str


def leaks(output: str, gold: str) -> list[Leak]:
    """The leaked boilerplate of an output, in order."""
    known = f" {_words(gold)} "
    found = []
    for sentence in _SENTENCES.split(output):
        if not 2 <= len(sentence) <= _LONGEST:
            continue
        family = next((name for name, form in FAMILIES.items() if form.search(sentence.strip())), None)
        if family is not None and f" {_words(sentence)} " not in known:
            found.append(Leak(family, " ".join(sentence.split())))
    return found


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
