"""The words of what stands in a story's way: consent, robots' tests, and subscriptions, in four languages.

They stand in the menus of free articles too. Whoever asks for them weighs where they stand and what else
the page holds.
"""

from __future__ import annotations

import re

from extractors.sieve import sieve

_CONSENT = (
    r"cookies?\b|\bconsent\b|personal data|privacy (?:choices|policy|settings)|we value your privacy|"
    r"vie privée|données personnelles|consentement|partenaires|"
    r"datenschutz|einwilligung|personenbezogene|zustimm|werbung und tracking|"
    r"privacidad|datos personales|consentimiento|"
    r"accept (?:all|and continue)|reject all|tout (?:accepter|refuser)|alle akzeptieren|"
    r"aceptar (?:todo|y continuar)|"
    r"(?:our|nuestros|nos|unsere)(?: \d+)? (?:partners|socios|partenaires|partner)\b|lista de socios|"
    r"identificadores únicos|en un dispositivo|on a device|auf (?:einem|ihrem) gerät|"
    r"sur un (?:appareil|terminal)|"
    r"(?:personalised|personalized) (?:ads|content)|contenido personalizados?|publicité personnalisée|"
    r"legitimate interest|interés legítimo|intérêt légitime|berechtigtes interesse"
)
_SCRIPT = r"enable javascript"  # said by bot walls, and by every page that is made by scripts
_BOT = (
    r"(?:site )?connection is secure|security of your connection|just a moment\b|"
    r"complet\w+ the (?:captcha|action below)|"
    r"verify (?:that )?you are (?:a )?human|are you a robot|unusual (?:traffic|activity)|"
    r"access denied|security check|checking your browser|"
    r"enable js and disable any ad blocker|you are (?:not a robot|human)\b|"
    r"(?:kein|un|ningún) robot(?:er)?\b|ungewöhnlichen datenverkehr|trafic inhabituel|tráfico inusual"
)
_LOGIN = (
    r"(?:log|sign) ?in to (?:continue|read)|subscribe to (?:continue|read)|already a subscriber|"
    r"subscribers? only|réservé aux abonnés|déjà abonné|jetzt weiterlesen|"
    r"bereits (?:abonnent|registriert)|solo para suscriptores|ya eres suscriptor"
)
# Stricter: not that there are subscribers, but that this story goes on for them.
_READ_ON = (
    r"(?:subscribe|log ?in|sign ?(?:in|up)|register|join|(?:free )?account|member|subscriber)\b[^.!?]{0,60}"
    r"\bto (?:continue|keep|finish|read|unlock)\b|\bto (?:continue|keep|finish) reading\b|"
    r"\bcontinue reading (?:this|your) (?:story|article)|\bunlock (?:this|the full) (?:story|article)|"
    r"\bto read (?:the (?:full|rest|whole|entire)|this (?:story|article))|"
    r"\b(?:story|article|content) is (?:\w+ )?(?:available |reserved )?(?:for|to) (?:\w+ )?"
    r"(?:subscribers|members)|"
    r"\bfor subscribers only|\brest of this (?:story|article)|"
    r"\b(?:read|reached|used)\b.{0,30}\bfree (?:stories|articles)\b|"
    r"\bum (?:weiterzulesen|den (?:ganzen |vollständigen )?(?:artikel|text|beitrag))|"
    r"\bjetzt weiterlesen|\bweiterlesen mit\b|"
    r"\b(?:artikel|beitrag|inhalt|text) (?:ist|steht) [^.]{0,40}\babonnent|\bexklusiv für abonnent|"
    r"\bréservée? (?:aux|à nos) abonnés|\bil vous reste [\d.,]+ ?%|"
    r"\babonnez-vous pour (?:lire|continuer)|\bpour (?:lire la suite|continuer (?:à|votre|la) lecture)|"
    r"\b(?:exclusiv[oa]|s[oó]lo) para suscriptores|\bpara (?:seguir|continuar) leyendo|"
    r"\b(?:suscríbe|regístra)te\b[^.]{0,40}\bpara (?:leer|seguir|continuar)"
)

ANY_WALL = re.compile("|".join([_CONSENT, _SCRIPT, _BOT, _LOGIN]), re.IGNORECASE)
BOT_WALL = re.compile(_BOT, re.IGNORECASE)
LOGIN_WALL = re.compile(f"{_LOGIN}|{_READ_ON}", re.IGNORECASE)
READ_ON = sieve(
    "continu keep finish read unlock subscriber members rest free lesen um abonn reste lire suscri leyendo"
    " leer seguir",
    _READ_ON,
    re.IGNORECASE,
)
