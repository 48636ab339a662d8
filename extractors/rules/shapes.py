# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Lines known by their whole shape: how each begins, and the pattern the entire line must match.

`heads` are lower-case beginnings, at least three characters each: a line is tried only against the patterns
whose head it has, so that a story's paragraphs cost one look-up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """One way a rule's lines look: how they begin, and a test that the whole line passes.

    `longest` bounds the line's length in characters.
    """

    rule: str
    heads: tuple[str, ...]
    holds: Callable[[str], object]
    longest: int = 220


def _shape(rule: str, heads: str, pattern: str, longest: int = 220) -> Shape:
    return Shape(rule, tuple(heads.split("|")), re.compile(pattern, re.IGNORECASE).match, longest)


_LEADS = (
    "related(?: story| stories| articles?| content| coverage| news| reading| video| posts?)?|read more(?: from [^:]{2,30}| here| about[^:]{0,30})?|"
    "read next|read also|also read|read|see also|see more|more|more news|more from [^:]{2,40}|more on [^:]{2,40}|previous(?:ly)?|previous story|"
    "previous coverage|watch(?: now| live| next| more)?|video|photos|gallery|listen|don[’']t miss|in case you missed it|icymi|trending|recommended|"
    "must read|next|up next|further reading|you may also like|editor[’']s pick|explore more|"
    "lire aussi|à lire aussi|a lire aussi|lire également|à lire|à voir aussi|voir aussi|à lire également|(?:lesen|hören|sehen) sie (?:auch|hier|dazu|mehr)[^:]{0,30}|"
    "lies auch|mehr zum thema|mehr dazu|auch interessant|siehe auch|weiterlesen|passend dazu|lee también|lea también|lee más|lea más|leer más|lee|lea|mir[aá] también|te puede interesar|"
    "le puede interesar|también puede leer|más información|ver también|vea también|sigue leyendo|leggi anche|leia também|veja também|saiba mais|lees ook|les også|läs också|czytaj (?:także|też|również)"
)
_LEAD_HEADS = (
    "related|read|see |more|prev|watch|video|photos|gallery|listen|don|in case|icymi|trending|recommended|must|next|up next|further|you may|"
    "editor|explore|lire|à l|a li|à v|voir|lesen|hören|sehen|lies|mehr|auch|siehe|weiter|passend|lee|lea|mira|mirá|te p|le p|tam|más|ver|vea|"
    "sigue|leggi|leia|veja|saiba|les|läs|czy"
)
_SIGNS = ("", "(", "[", "»", "» ", "►", "► ", "▶", "▶ ", "→ ", "> ")  # before a lead word
SHAPES = (
    # "Related: …", "READ MORE | …", "SEE ALSO - …" on the line; never a sentence that goes on after the colon and ends
    # in a full stop, which may be the story's own.
    _shape(
        "promotion-lead",
        "|".join(f"{sign}{head}" for sign in _SIGNS for head in _LEAD_HEADS.split("|")),
        rf"[►▶➤→»>•*\[(]*\s?(?:{_LEADS})\s?(?::|\||[►▶➤→»>]+)\s?(?=\S).{{6,180}}(?<![.;,])(?<![.;,][\])])[\])]?$",
    ),
    # "Read our full Examplia review": an order and no sentence of the story, which would have a verb or a comma more.
    _shape("review-link", "read our|read the|read my", r"read (?:our|the|my) (?:full|complete|in-depth|entire) (?:[^.,;:!?“”\"]{0,60}\b)?(?:review|guide|buying guide|comparison|test|explainer|interview|story|article)(?: here| now| of [^.,;:!?]{2,40})?\s?[>»→.]?$", 110),
    _shape("fox-links", "click here", r"click here (?:to|for)\b.{3,120}$", 150),
    _shape(
        "continues-below",
        "story cont|article|content cont|adver|scroll|skip|la su|l'art|nach|la noti|cont|publi|post cont|this adv",
        r"(?:(?:story|article|post|content)(?: content)? continues (?:below|after|under)\b.{0,40}|advertisement\s?[-–—:|].{0,40}(?:continue|scroll|below).{0,20}|"
        r"scroll (?:down )?to continue.{0,40}|skip (?:past |ad|this ad|advert).{0,40}|la suite (?:de l[’']article )?(?:après|ci-dessous).{0,40}|l[’']article continue après.{0,30}|"
        r"nach (?:der|dieser) (?:anzeige|werbung)\b.{0,30}(?:weiter|fortgesetzt|lesen).{0,12}|(?:la noticia|el artículo|el contenido)? ?continúa (?:leyendo )?(?:después|debajo|tras).{0,40}|"
        r"continua a leggere.{0,40}|continue (?:reading|lendo|após).{0,40}(?:ad|advert|publicidade|below|anúncio)\w*|publicité\s?[-–—:].{0,40}|this advertisement has not loaded yet.{0,60})$",
        100,
    ),
    _shape("ad-label", "adver|anz|wer|spons|ad |publi", r"(?:advertisement|ad|anzeige|werbung|publicité|publicidad)\s?[-–—#.:|(]?\s?(?:\d{1,3}|\(\d+\)|advertisement|anzeige|ad)?\)?$|sponsored by:? .{2,40}$", 60),
    _shape("author-contact", "email|e-mail|contact|reach|follow|you can|have a|have an|got a|send|do you|tips", r"(?:(?:e-?mail|contact|reach|send)\b.{0,80}\b[\w.+-]+@[\w-]+\.[\w.]+.{0,120}|follow (?!us\b)(?:him|her|them|me|[\w’'.\- ]{1,40}) (?:on|at) (?:twitter|x|facebook|instagram|threads|bluesky|linkedin|mastodon|@)\b[^:]{0,60}|"
        r"you can (?:reach|contact|follow|email)\b.{0,60}(?:@|\bat\b|\bon\b).{0,80}|(?:have|got) an? (?:news )?(?:tip|story idea|question|correction)\b.{0,180}|do you have an? (?:news )?(?:tip|confidential)\b.{0,160}|(?:email|contact|follow|reach) (?:the )?(?:author|reporter|writer|editor)s?\b.{0,80})$", 260),
    _shape(
        "newsletter-request",
        "sign up|subscribe|get |receive|join|download|follow|like us|stay|want|never miss|text |don|our n|start your|keep up|enter your|by su|by si|by en|by pr|by cl|"
        "abonn|melden|jetzt|inscri|recev|suscr|recib|apúnt|síg|dieser|mit der|erhalten|folgen|verpassen|iscriv|segui",
        r"(?:(?:sign up|subscribe|register)\b.{0,60}\b(?:newsletters?|e-?mails?|alerts?|updates|inbox|briefing|digest|podcast|channel|notifications|here|today|now)\b.{0,100}|"
        r"(?:get|receive)\b.{0,80}\b(?:in your inbox|to your inbox|newsletters?|delivered|email alerts|straight to your|by email|news app|mobile app|notifications)\b.{0,90}|"
        r"(?:join|stay)\b.{0,60}\b(?:newsletters?|mailing list|whatsapp (?:channel|group|community)|telegram|inbox)\b.{0,90}|"
        r"download\b.{0,60}\bapps?\b.{0,80}|follow (?:us|me|him|her|them|@|[A-Z])\b.{0,60}\b(?:on|at)\b.{0,10}(?:twitter|x\b|facebook|instagram|threads|bluesky|linkedin|tiktok|youtube|google news|whatsapp|mastodon|social|@).{0,80}|"
        r"like us on facebook.{0,60}|(?:want|never miss|don[’']t miss)\b.{0,90}\b(?:newsletters?|inbox|sign up|subscribe)\b.{0,80}|"
        r"by (?:submitting|signing|entering|providing|subscribing|clicking|registering|creating)\b.{0,80}\b(?:you (?:are )?(?:agree|agreeing|consent|accept|acknowledge|confirm)|i agree)\b.{0,160}|"
        r"(?:abonnieren|melden|erhalten|jetzt)\b.{0,60}\bnewsletter\b.{0,80}|(?:inscrivez|abonnez|recevez)\b.{0,70}\b(?:newsletters?|lettre d[’']information|infolettre|chaîne|mails?)\b.{0,80}|"
        r"(?:suscr|recib|apúnt|síg)\w+\b.{0,60}\b(?:newsletter|boletín|boletines|whatsapp|telegram|correo|redes|facebook|twitter|instagram|google news)\b.{0,80}|"
        r"(?:iscriv|segui)\w+\b.{0,50}\b(?:newsletter|canale|facebook|google news|whatsapp|instagram)\b.{0,60})$",
        260,
    ),
    _shape("comment-count", "comments|comment|view|see|show|read|join|kommentare|comme|comen", r"(?:(?:view|see|show|read|join)?\s?(?:all )?\(?\d{0,5}\)?\s?(?:comments?|kommentare?|commentaires?|comentarios?|commenti)\s?\(?\d{0,5}\)?)$", 40),
    _shape("share-count", "share", r"shares?\s?(?:this )?(?:article|story|post|page)?(?: (?:on|via|with|to|by)\b.{2,40})?[:：]?\s?\d{0,6}$|share .{0,40}(?:facebook|twitter|whatsapp|linkedin|email|reddit)$|share(?: (?:tweet|share|pin|post|email|print|copy|submit|save|send))+$", 80),
    _shape("read-time", "min|lese|lect|lire|temps|tiempo|reading|est|approx", r"(?:(?:reading time|estimated reading time|lesezeit|lesedauer|temps de lecture|tiempo de lectura|lecture)\s?[:：]?\s?(?:ca\.\s?|approx\.?\s?)?\d{1,3}\s?(?:min\w*\.?|m)?(?: read)?)$", 50),
    _shape(
        "our-standards",
        "our st|unsere",
        r"our standards\s?:.{0,100}$",
        130,
    ),
    _shape("trending-on", "trending|top stories|most popular|most read|latest|more from|popular", r"(?:trending (?:on|at|in|this|today)|top stories (?:on|from|in|this)|most (?:popular|read|viewed) (?:on|in|this|at|from)|latest (?:from|on)|more from|popular (?:on|in)|latest (?:news|stories|headlines) (?:from|on|in)) (?!.*[.!?]$)\S.{0,45}$", 70),
    _shape("cookie-banner", "we use|this site use|this website|we and our|by using|wir ver|diese web|nous ut|ce site|usamos|utilizamos|este sitio|our site", r"(?:we use|this (?:site|website) uses|we and our (?:\d+ )?(?:partners|third)|by using (?:this|our) (?:site|website)|wir (?:verwenden|nutzen)|diese web\w+ (?:verwendet|nutzt|benutzt)|nous utilisons|ce site utilise|u(?:s|tiliz)amos|este sitio (?:web )?(?:usa|utiliza)|our site uses)\b.{0,140}\b(?:cookies?|personal data|personenbezogene|données personnelles)\b.{0,900}$", 1000),
    _shape("recaptcha", "this site is|this form", r"this (?:site|form) is protected by recaptcha.{0,120}$"),
    _shape("subscription-request", "already a|create a|support|subscribe to|become a|you have|log in|sign in|register|please log|please sign|sie haben|déjà|¿ya|this art|to continue|to read|enjoy unl", r"(?:already a (?:subscriber|member|print subscriber).{0,80}|(?:create|register for) (?:a|your|an) (?:free )?account.{0,100}|subscribe to (?:continue|read|keep reading|unlock|access|get unlimited).{0,100}|"
        r"you have (?:\d+|one|two|three|no) (?:free )?(?:articles?|stories) (?:left|remaining).{0,80}|(?:please )?(?:log|sign) ?in (?:or (?:register|create|subscribe|sign up)|to (?:continue|read|view|access|your account|leave|post|comment|save)).{0,100}|"
        r"(?:to continue reading|to read the (?:full|rest)).{0,100}(?:subscri|log|sign|register|account).{0,60}|this (?:article|content|story) is (?:for|reserved for|exclusive to|only available to|available to) (?:our )?subscribers.{0,60}|enjoy unlimited access.{0,80})$"),
)  # fmt: skip

SLOT = re.compile(
    r"^(?:(?:END |BEGIN |START )?[A-Z0-9][A-Z0-9 _/&.\-]{2,60}\b(?:drop zone|DROP ZONE|ad zone|AD ZONE|AD SLOT|WIDGET AREA|PLACEHOLDER)(?: ?\d{1,3})?|"
    r"(?:[\w\-]+ ){1,6}drop zone(?=\s*[⇩↓⬇▼]))\s*[⇩↓⬇▼]*\s*$"
)
COMMENTS = re.compile(
    r"^\(?\d{1,5}\)? (?:comments?|kommentare?|commentaires?|comentarios?|commenti|reacties)$", re.IGNORECASE
)
SEPARATOR = re.compile(r"^(?:(?:[_*~=•·#—–\-–⁂◆■●|.+]\s?){3,}|⁂|-\s?30\s?-|\*{1,2}|###|—|–|-|•|\||/|·)$")
RELATIVE_TIME = re.compile(
    r"^(?:\d{1,3}|an?|one) (?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?\.? ago$|"
    r"^vor (?:\d{1,3}|einer|einem) (?:sekunde|minute|stunde|tag|woche|monat|jahr)\w{0,2}$|"
    r"^il y a (?:\d{1,3}|une?) (?:seconde|minute|heure|jour|semaine|moi|an)s?$|"
    r"^hace (?:\d{1,3}|una?) (?:segundo|minuto|hora|día|semana|mes|año)(?:e?s)?$",
    re.IGNORECASE,
)
COUNTER = re.compile(
    r"^(?:\d{1,2}:\d\d(?::\d\d)?(?:\s?/\s?\d{1,2}:\d\d(?::\d\d)?)?|\d{1,3}\s?(?:of|von|sur)\s?\d{1,3}|\d{1,3}[\s-](?:min(?:ute)?s?\.?|Min\.?|minutos)(?: (?:read|de lecture|de lectura|Lesezeit|lezen|listen|watch))|\d{1,3}m read|\d+ (?:photos?|images?|videos?))$",
    re.IGNORECASE,
)
