# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Lines about the story that are not the story: who contributed, what the editors add, and its topics."""

from __future__ import annotations

import re

_NAMES = r"[A-ZÀ-Þ][^.;:!?]*?(?:\b[A-Z]\.[^.;:!?]*?)*"
_CONTRIBUTORS = re.compile(
    rf"^[(_\s—–*-]*(?:"
    rf"(?:Contributing(?: reporters?| writers?)?|Contributors?|Mit Material von|Mitarbeit|Beigetragen (?:hat|haben)|Avec la collaboration de|Con la colaboración de|Con información de)\s*:\s*\S.{{2,240}}$"
    rf"|(?:Additional|With additional|With|Further) (?:reporting|reports|files|information|research|material|contributions?) (?:by|from)\b.{{2,240}}$"
    rf"|Contributions from {_NAMES}$"
    rf"|(?:Reporting|Writing|Reported|Compiled|Edited|Editing) by:?\s+{_NAMES}(?:[;,)].{{0,200}})?[.)]*$"
    rf"|{_NAMES} (?:also )?(?:contributed|contribut) (?:reporting|to (?:this|the) (?:\w+ )?(?:report|story|article|piece|post|dispatch)|from [A-ZÀ-Þ]|research|additional reporting)\b.{{0,160}}$"
    rf"|Mit Material (?:von|der)\b.{{2,120}}$|[Aa]vec (?:nos (?:confrères|correspondants).{{2,60}}|(?:l[’'])?(?:AFP|AP|Reuters|agences?|Agence France-Presse)\b.{{0,60}})$"
    rf"|(?:Reporte|Información|Reportaje|Con reporte) de {_NAMES}[;,)].{{0,200}}$"
    rf"|{_NAMES} (?:también )?(?:contribuy(?:ó|eron)|colabor(?:ó|aron)) (?:a|en|con) (?:este|esta)\b.{{0,120}}$|{_NAMES} (?:a|ont) (?:également )?contribué à (?:cet|ce)\b.{{0,120}}$"
    rf"|{_NAMES} produced (?:and edited )?(?:the|this) (?:interview|story|piece|segment|report|audio|broadcast)\b.{{0,200}}$"
    rf"|(?:[A-ZÀ-Þ][\w’'\-]+(?:\s[A-ZÀ-Þ][\w’'\-.]+){{0,2}}(?:, | and |, and )?){{1,5}} (?:reported|wrote|reports) from [A-ZÀ-Þ][^.]{{2,80}}(?:\.|$).{{0,260}}$"
    rf")"
)
_CONTRIBUTE_WORDS = (
    "ontribut",
    "eporting ",
    "With files from",
    "With reports from",
    "With information from",
    "reported from",
    "wrote from",
    "diting by",
    "Writing by",
    "dited by",
    "eported by",
    "ompiled by",
    "Mitarbeit",
    "Material von",
    "olabora",
    "collabora",
    "Con información",
    "ontribuy",
    "contribué",
    "vec ",
    "eporte de",
    "nformación de",
    " produced ",
)
_EDITORS_NOTE = re.compile(
    r"^[\[(*_\s]*(?:(?:Editor(?:[’']s|s[’']|ial)?|Publisher[’']s|Author[’']s) note\b|Corrections?\s?(?:[:—–-]|\(|added|and clarification|appended)|CORRECTIONS?\b\s?[:(—–-]|Clarifications?\s?[:,(—–-]|EDITOR[’']?S?[’']? NOTE\b|"
    r"This (?:interview|conversation|transcript|Q&A) (?:has been|was) (?:lightly |condensed |slightly )?(?:edited|condensed)\b|(?:This|The) (?:[A-Z][a-z]+\.? \d{1,2} )?(?:story|article|report) (?:has been|was) (?:corrected|updated|refiled|changed) to\b|(?:Das|Dieses) (?:Gespräch|Interview) wurde\b.{0,80}(?:gekürzt|redigiert|bearbeitet)|Cet(?:te)? (?:entretien|interview) a été\b.{0,60}(?:condensé|édité|abrégé|relu)|Esta (?:entrevista|conversación) (?:ha sido|fue) (?:editada|condensada|resumida)|Anm(?:erkung|\.) der Redaktion|Hinweis der Redaktion|Korrektur(?:hinweis)?:|Note de (?:la rédaction|l[’']éditeur)|Rectificatif|Correction apportée|Nota (?:del? editor|de (?:la )?redacción)|Fe de errores|"
    r"(?:This|An earlier version of this|A previous version of this) (?:story|article|report|post|piece|headline|column|version)(?:[’']s headline)?(?: of this (?:story|article))? (?:has been|was|is being|is|incorrectly|misstated|misidentified|previously|originally|stated|said|gave) ?(?:updated|corrected|amended|edited|revised|changed|clarified|misstated|misidentified|incorrect\w*|stated|said|updated)?)",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"\b(?:updat|correct|amend|clarif|edit|revis|misstate|misidentif|incorrect|earlier version|previous version)",
    re.IGNORECASE,
)
_TOPIC_LEAD = re.compile(
    r"^(?:Filed under|Topics?|Tags|Tag(?=\s?[:：])|Tagged(?: (?:in|with|as))?|Related topics|Keywords?|More on|More about|(?:Themen|Schlagworte|Schlagwörter|Stichworte)(?: zu[mr]? (?:diesem )?(?:Artikel|Beitrag|Thema|Meldung))?|Verwandte Themen|Mehr (?:lesen )?(?:zu|über)(?:m Thema)?|(?:Lesen Sie )?[Mm]ehr zum Thema|Mehr Infos zum Thema|Mots[- ]clés|"
    r"Thèmes?|Thématiques?|Sujets?|Sur le même thème|Étiquettes|Etiquetas|Temas?(?: relacionados)?|Archivado en|Más sobre|Tagged in|Read more about|Related tags|Filed to|Categories|Argomenti|Onderwerpen|(?:Posted|Published|Filed) in|In this (?:story|article)|Related terms|Go deeper|Explore more on these topics|İlgili (?:Konular|Etiketler))(?!\w)\s*[:：]?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)


def is_contributors(text: str) -> bool:
    """Whether the whole line says who reported, wrote or edited, or helped to."""
    if len(text) > 420:
        return False
    return any(word in text for word in _CONTRIBUTE_WORDS) and _CONTRIBUTORS.match(text) is not None


def is_editors_note(text: str) -> bool:
    """Whether the line is a correction, clarification or an editors' note."""
    match = _EDITORS_NOTE.match(text)
    if match is None:
        return False
    return (
        not match[0].lower().startswith(("this ", "an earlier", "a previous"))
        or _EDITED.search(text) is not None
    )


def topics_lead(text: str) -> str | None:
    """What stands behind "Filed under:", "Topics" or "Tags:" on the line ("" when the tags follow below); None without."""
    match = _TOPIC_LEAD.match(text)
    if match is None or len(text) > 240:
        return None
    rest = match["rest"].strip()
    if rest and not re.match(r"^.*?[:：]", text[: match.start("rest")]):
        return None
    return rest


def split_topics(text: str) -> tuple[str, ...]:
    """Tags on one line, separated by commas, bars, bullets or semicolons."""
    parts = re.split(r"\s*[,;|•·]\s*", text)
    return tuple(p.lstrip("#") for p in parts if 1 < len(p) <= 60)
