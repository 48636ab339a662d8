"""The words of walls: the cheap look lets through every line that the expression finds something in."""

from __future__ import annotations

import pytest

from extractors.wall_words import READ_ON, may_read_on

_OFFERS = """
Subscribe now to keep reading
Sign in to unlock this story
Continue reading this article
to read the full story
This article is for subscribers
This content is available to members
For subscribers only
the rest of this story
You have used your 3 free articles
Um weiterzulesen, melden Sie sich an
Um den ganzen Artikel zu sehen
Jetzt weiterlesen
Dieser Beitrag ist nur mit Konto für Abonnenten da
Exklusiv für Abonnenten
Cet article est réservé aux abonnés
Il vous reste 70 % de cet article
Abonnez-vous pour lire la suite
pour continuer votre lecture
Exclusivo para suscriptores
para seguir leyendo
Regístrate gratis para leer más
""".strip().split("\n")


@pytest.mark.parametrize("offer", _OFFERS)
@pytest.mark.parametrize("change", [str, str.upper, lambda text: text.replace("s", "ſ").replace("i", "ı")])
def test_what_the_expression_finds_passes_the_cheap_look(offer: str, change: object) -> None:
    assert callable(change)
    text = change(offer)
    assert READ_ON.search(offer) is not None
    assert may_read_on(text) or READ_ON.search(text) is None
