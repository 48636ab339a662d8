# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Every general rule with its proof, in one table, so that they can be listed, tested and switched off."""

from __future__ import annotations

from extractors.model import Label, Role
from extractors.rule import Rule
from extractors.rules import phrases

_GENERAL = (
    Rule(
        "slot-marker", Role.SLOT_MARKER,
        "Labels of a CMS's named widget areas leak into dumps; they stand alone, in capitals or before an arrow.",
        ("BELOW HEADER drop zone ⇩", "SIDEBAR TOP drop zone ⇩", "MAIN AREA BOTTOM 2 drop zone", "Inline ad"),
        ("The helicopter circled over the drop zone.", "Drop zone opens to skydivers", "Crews fenced off the DROP ZONE after the storm."),
    ),
    Rule(
        "ad-label", Role.AD_LABEL,
        "A line that is nothing but the word for an advertisement, in any of the languages we read.",
        ("Advertisement", "ADVERTISEMENT", "Anzeige", "Publicité", "- Publicidad -", "Advertisement 3", "Report this ad", "Sponsored by: Example Motors"),
        ("Advertisement spending fell in the third quarter.", "The advertisement ran for two weeks, he said.", "Werbung für Tabak ist in Kinos verboten."),
    ),
    Rule(
        "continues-below", Role.CONTINUES_BELOW,
        "Says that the story goes on under an advertisement.",
        ("Story continues below advertisement", "Article continues below", "Skip advertisement", "La suite après cette publicité", "ADVERTISEMENT - SCROLL TO CONTINUE", "Nach der Anzeige weiterlesen"),
        ("The story continues below the border, where prices are lower.", "Scroll to the third century and the picture changes."),
    ),
    Rule(
        "promotion-lead", Role.PROMOTION,
        "A lead word, a colon, and a headline: a link to another story set between paragraphs.",
        ("Related: Five bridges closed for repairs", "READ MORE: City council delays its vote", "SEE ALSO | What the new tax means", "Lire aussi : Le budget adopté de justesse", "Lesen Sie auch: So wird das Wetter am Wochenende", "Lee también: El túnel reabre el lunes", "Lea más: El túnel reabre el lunes", "(\u200bMORE: Five bridges closed for repairs)", "► Read more: City council delays its vote"),
        ("(More: the word hung in the air.)", "More: the word hung in the air.", "Read: it is what she did all winter, she says.", "Related problems were found in four other schools."),
    ),
    Rule(
        "review-link", Role.PROMOTION,
        "An order to read a whole review, guide or story that stands elsewhere.",
        ("Read our full Examplia 5 review", "Read the full story here", "Read our complete buying guide", "Read the full interview »"),
        ("Read the full review before you sign, the lawyer said.", "Read my full heart, the poem begins.", "Read the full text of the law and the picture changes."),
    ),
    Rule(
        "fox-links", Role.PROMOTION,
        "A line that begins with “click here” leads away from the story.",
        ("CLICK HERE TO GET THE EXAMPLE NEWS APP", "Click here for more sports coverage"),
        ("“Click here,” the message said, and he did.",),
    ),
    Rule(
        "rail-heading", Role.RAIL,
        "A whole line that heads a list of other stories.",
        ("Top Stories", "Most Read", "Don't Miss", "Meistgelesen", "Les plus lus", "Lo más leído", "Editors’ Picks"),
        ("Top stories of the year were chosen by readers.", "The most read book in the library is a cookbook."),
    ),
    Rule(
        "trending-on", Role.RAIL,
        "The heading of a rail that names the site.",
        ("Trending on Example News", "Most Popular in Sports", "Latest from the Example Courier"),
        ("Trending on the platform for weeks, the song has now reached the charts.",),
    ),
    Rule(
        "share-tool", Role.SHARE,
        "Buttons for sharing, printing, saving and commenting, as whole lines.",
        ("Share", "Copy Link", "View Comments", "Suggest a Correction", "Teilen", "Partager l'article", "Compartir", "Artikel drucken"),
        ("Share prices fell for a third day.", "Comments from residents filled two hours.", "Print this, he told the reporter, and I will sue."),
    ),
    Rule(
        "share-count", Role.SHARE,
        "“Share” with a network or a count behind it.",
        ("Share this story on WhatsApp", "Shares: 195", "Share Tweet Submit"),
        ("Share the road with cyclists, the sheriff said.", "Shares of the company rose 4% on Friday."),
    ),
    Rule(
        "comment-count", Role.SHARE,
        "How many comments there are.",
        ("12 Comments", "View all 34 comments", "0 Kommentare", "Comments (7)"),
        ("12 comments were struck from the record.",),
    ),
    Rule(
        "newsletter-tool", Role.NEWSLETTER,
        "Sign-up fields, buttons and follow requests, as whole lines.",
        ("Sign up", "Subscribe Now", "Enter your email address", "Newsletter abonnieren", "Inscrivez-vous", "Suscríbete"),
        ("Sign up began at noon and the list was full by one.", "Subscribe they did, in their thousands."),
    ),
    Rule(
        "newsletter-request", Role.NEWSLETTER,
        "A request to take a newsletter, an app or a channel: an order with the thing ordered in the same line.",
        ("Sign up for our free morning newsletter and never miss a story", "Get the day's news delivered to your inbox", "Download the Example News app", "Follow us on Facebook and Instagram", "Abonnez-vous à notre newsletter du matin", "Suscríbete a nuestro boletín diario"),
        ("Follow the money, the prosecutor told jurors.", "Get a flu shot before November, doctors advise.", "Download speeds doubled after the upgrade, the company said."),
    ),
    Rule(
        "consent-tool", Role.CONSENT,
        "Privacy, cookie, account and subscription links, as whole lines.",
        ("Privacy Policy", "Your Privacy Choices", "Accept all", "Already a subscriber?", "Datenschutz", "Tout accepter", "Aviso legal", "Log In"),
        ("Privacy is what the plaintiffs want.", "Accept all of it or none, the union was told.", "Log in the river stops ferry traffic"),
    ),
    Rule(
        "cookie-banner", Role.CONSENT,
        "The sentence of a cookie banner: the site speaks of its own cookies.",
        ("We use cookies to improve your experience on our site.", "Wir verwenden Cookies, um Inhalte zu personalisieren.", "Nous utilisons des cookies pour mesurer l'audience."),
        ("We use cornstarch instead of flour, the baker said.", "This site uses solar panels for a third of its power."),
    ),
    Rule(
        "recaptcha", Role.CONSENT,
        "The notice that a form is protected.",
        ("This site is protected by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.",),
        ("This site is protected by law as a monument.",),
    ),
    Rule(
        "subscription-request", Role.CONSENT,
        "Asks the reader to subscribe or log in.",
        ("Already a subscriber? Log in to continue", "Create a free account to continue reading", "You have 2 free articles remaining"),
        ("Subscribe to the theory or not, the numbers are plain.", "To read the plaque one has to kneel."),
    ),
    Rule(
        "player-tool", Role.PLAYER,
        "Controls and messages of players and galleries, as whole lines.",
        ("Now Playing", "Listen to this article", "toggle caption", "Video Player is loading.", "Artikel anhören", "Écouter l'article"),
        ("Now playing at four theaters, the film cost $3 million.", "Listen to this article of faith, the preacher said."),
    ),
    Rule(
        "player-counter", Role.PLAYER,
        "A play time, a place in a gallery or a reading time, alone on its line.",
        ("0:00 / 0:00", "01:53", "2 of 12", "5 min read", "4 minute read"),
        ("2 of 12 jurors disagreed.", "5 minutes later the lights went out."),
    ),
    Rule(
        "relative-time", Role.NAVIGATION,
        "How long ago something was put up, alone on its line: it states no date.",
        ("2 hours ago", "1 day ago", "an hour ago", "vor 3 Stunden", "il y a 2 heures", "hace 5 horas"),
        ("2 hours ago, the bridge was still open.", "Two years ago", "vor 3 Jahren brannte es hier."),
    ),
    Rule(
        "read-time", Role.PLAYER,
        "The reading time with its label.",
        ("Reading time: 4 minutes", "Lesezeit: 3 Min.", "Temps de lecture : 5 min"),
        ("Reading time is short in prison, he said.",),
    ),
    Rule(
        "survey-tool", Role.SURVEY,
        "Asks the reader to rate the page.",
        ("Was this page helpful?", "Site Settings Survey", "Rate this article", "War dieser Artikel hilfreich?"),
        ("The survey of 1,200 adults was taken in May.", "Rate this river among the cleanest, biologists say."),
    ),
    Rule(
        "navigation-tool", Role.NAVIGATION,
        "Jump links, menu buttons and the links every page of a site carries, as whole lines.",
        ("Skip to main content", "Menu", "Contact Us", "Zum Inhalt springen", "Aller au contenu", "Back to top", "Load more"),
        ("Menu prices rose 6%.", "Contact us was the last thing the crew heard."),
    ),
    Rule(
        "comment-tool", Role.COMMENT,
        "What stands around readers' comments.",
        ("Log in to Reply", "Cancel reply", "Report comment", "Your email address will not be published.", "Répondre"),
        ("Reply came there none.",),
    ),
    Rule(
        "our-standards", Role.STANDARDS,
        "Names the rules a newsroom works by.",
        ("Our Standards: The Example Trust Principles.", "Editorial Standards", "Redaktionelle Grundsätze"),
        ("Our standards are higher now, the coach said.",),
    ),
    Rule(
        "author-contact", Role.AUTHOR_BIO,
        "How to reach the writer: an order with an address or a network in it.",
        ("Email Jane Doe at jane.doe@example.com or call 555-0100.", "Follow her on Twitter @janedoe", "You can reach the reporter at tips@example.com", "Have a news tip? Write to us."),
        ("Email from the mayor shows he knew.", "Contact between the two boats lasted an hour.", "Have a seat, the judge said."),
    ),
    Rule(
        "separator", Role.SEPARATOR,
        "A rule drawn with characters. It says nothing of what follows: questions and answers use it between sections.",
        ("___", "* * *", "---", "• • •", "###", "-30-"),
        ("30", "— Jane Doe, carpenter", "A_B"),
    ),
    Rule(
        "copyright-line", Role.COPYRIGHT,
        "A line that opens with the sign or word and names a holder or a year, or ends with the sign and a year.",
        ("Copyright 2023 Example Media Inc. All rights reserved.", "© 2022 Example Presse. Tous droits réservés", "© dpa-infocom, dpa:230912-99-123456/2", "All rights reserved.", "The-CNN-Wire ™ & © 2023 Example Network, Inc. All rights reserved.", "Copyright ⓒ Example.co.kr. 무단전재 및 재배포 금지", "ⓒ 예시일보, 무단 전재-재배포 금지", "本サイトの記事の無断転載を禁じます。", "版权所有 未经授权不得转载"),
        ("Copyright law is older than the republic, the professor said.", "All rights reserved for members were sold in 1999, the suit says.", "The song's copyright expired in 2019.", "검찰은 기사 무단전재 사건을 수사했다고 밝혔다."),
    ),
    Rule(
        "byline", Role.BYLINE,
        "The whole line names who wrote the story.",
        ("By Jane Doe and John Roe", "by: JANE DOE", "Par Jeanne Dupont", "Von Anna Muster und Karl Beispiel", "Por María Ejemplo", "By JANE DOE Example Press", "By Jane Doe/The Associated Press", "By The Associated Press"),
        ("By Tuesday the water had gone.", "By any measure it was a good year, the bank said.", "Von den 30 Häusern stehen noch vier.", "Par ailleurs, le maire a démissionné."),
    ),
    Rule(
        "time-line", Role.TIMELINE,
        "The whole line is the story's date, with or without the word for it.",
        ("Posted: Mar 3, 2024 / 09:14 PM CST", "Published 5:12 a.m. ET Aug. 9, 2021 | Updated 7:30 a.m. ET Aug. 10, 2021", "12.09.2023, 16:40 Uhr", "Publié le : 14/08/2022 - 18:05", "Publicado el 7 de noviembre de 2023"),
        ("On March 3, 2024, the bridge was closed.", "Published in 2019, the book sold four copies.", "March 3, 2024, was the last day of the fair."),
    ),
    Rule(
        "caption-credit", Role.CAPTION,
        "The line ends with a photo credit, or begins as only captions do: “FILE - ”, “2 of 12 | ”, “In this May 3, 2024, photo”.",
        ("A ferry leaves the harbor on Monday, May 6, 2024. (AP Photo/Jane Doe, File)", "Volunteers stack sandbags along the river. (Jane Doe/Example Courier via AP)", "Die Brücke bei Nacht. Foto: Karl Beispiel/dpa", "FILE - The courthouse is seen in winter.", "(FILE) The courthouse is seen in winter.", "ARCHIV - Das Rathaus im Winter.", "2 of 12 | Firefighters rest beside the road after the night shift.", "The pier at dusk. Jane Doe/Getty Images", "Une rue de la ville inondée. © Jeanne Dupont, AFP"),
        ("He admitted the charge (and two others).", "File: the word still hangs above his desk.", "Archive: that is what they call the cellar.", "The report was written with the agency AP.", "They photographed the harbor (see the photo above).", "The weekly schedule is set by the harbor office (WHO)."),
    ),
    Rule(
        "photo-credit", Role.CREDIT,
        "The line is a photo credit and nothing else.",
        ("Getty Images", "Jane Doe/Getty Images", "Photo: Jane Doe/Example Courier", "(AP Photo/Jane Doe)", "REUTERS/Jane Doe", "© Jeanne Dupont, AFP", "(Image credit: Example Studio)", "By Jane Doe/Getty Images.", "Jane Doe / Contributor via Getty Images"),
        ("Cost per credit: $40", "Photo finish decides the race", "Photos show the harbor before and after the storm."),
    ),
    Rule(
        "caption-twice", Role.CAPTION,
        "A sentence that stands twice between headline and dateline is a caption without a credit: the text of a picture and the line under it.",
        ("Council votes to close the old harbor bridge\n> The harbor bridge is seen from the north bank at dawn.\nThe harbor bridge is seen from the north bank at dawn.\nSPRINGFIELD, Ill. (AP) — The council voted on Monday to close the bridge for good.",),
        ("SPRINGFIELD, Ill. (AP) — The choir sang the line again and again on Monday evening.\n> We will not leave the river that our mothers kept for us.\nThe crowd answered, and the choir sang on into the night.\n> We will not leave the river that our mothers kept for us.",),
    ),
    Rule(
        "caption-again", Role.CAPTION,
        "The first printing of a caption whose credit stands only with a later one.",
        ("> A ferry leaves the harbor on Monday morning.\nStory text stands here between the two.\nA ferry leaves the harbor on Monday morning. (AP Photo/Jane Doe)",),
        ("> A ferry leaves the harbor on Monday.\nA ferry leaves the harbor on Tuesday morning with no one aboard. (AP Photo/Jane Doe)",),
    ),
    Rule(
        "caption-repeat", Role.REPEAT,
        "A later printing of a caption: the same letters and digits, whatever the quotes, spaces, “FILE -” and credit.",
        ("The mayor's ferry leaves the harbor on Monday. (AP Photo/Jane Doe)\n> The mayor’s ferry leaves the harbor on Monday.\n> FILE - The mayor’s ferry leaves the harbor on Monday. (AP Photo/Jane Doe, File)",),
        ("The ferry leaves the harbor on Monday. (AP Photo/Jane Doe)\n> The ferry leaves the harbor on Monday at nine, and the last one at six.",),
    ),
    Rule(
        "contributors-line", Role.CONTRIBUTORS,
        "The whole line says who reported, edited or helped.",
        ("Associated Press writer Jane Doe in Lisbon contributed to this report.", "Doe reported from Lisbon.", "Contributing: John Roe, Example Network", "Additional reporting by John Roe", "(Reporting by Jane Doe; Editing by John Roe)", "CNN's Jane Doe contributed to this story."),
        ("She contributed to this city for forty years.", "Ranchers reported from three counties that wolves were near.", "Smoking contributed to the fire, the chief said."),
    ),
    Rule(
        "editors-note", Role.EDITORS_NOTE,
        "A correction, clarification or note that the editors add.",
        ("Editor's note: A figure in this story was corrected on Monday.", "CORRECTION: An earlier version misstated the mayor's age.", "This story has been updated with a statement from the port.", "Anmerkung der Redaktion: Wir haben den Namen berichtigt."),
        ("Correction officers went on strike.", "This story has no heroes.", "This article of clothing was found by the river."),
    ),
    Rule(
        "figcaption", Role.CAPTION,
        "The publisher marks the block as a figure's caption.",
        ("[html/body/article/figure/figcaption] Volunteers clear the beach.",),
        ("[html/body/article/figure/div] Volunteers clear the beach.",),
    ),
    Rule(
        "publisher-ignore", Role.BOILERPLATE,
        "The publisher marks the block as none of the article's text.",
        ("[html/body/div.nlp-ignore-block/p] Stay tuned for updates all day.",),
        ("[html/body/div.article-body/p] Stay tuned, the captain said.",),
    ),
    Rule(
        "publisher-copyright", Role.COPYRIGHT,
        "The publisher marks the block as the article's copyright notice.",
        ("[html/body/article/p.article-copyright] Example Media reserves every right to this text.",),
        ("[html/body/article/p] Example Media reserves a room for the party.",),
    ),
)  # fmt: skip
RULES: tuple[Rule, ...] = _GENERAL
LABELS: dict[str, Label] = {rule.id: rule.label for rule in RULES}

_FAMILIES = (
    ("slot-marker", phrases.SLOT_MARKER),
    ("ad-label", phrases.AD_LABEL),
    ("continues-below", phrases.CONTINUES_BELOW),
    ("share-tool", phrases.SHARE),
    ("newsletter-tool", phrases.NEWSLETTER),
    ("consent-tool", phrases.CONSENT),
    ("player-tool", phrases.PLAYER),
    ("survey-tool", phrases.SURVEY),
    ("rail-heading", phrases.RAIL),
    ("navigation-tool", phrases.NAVIGATION),
    ("comment-tool", phrases.COMMENT),
    ("our-standards", phrases.STANDARDS),
)


def _by_phrase() -> dict[str, str]:
    table: dict[str, str] = {}
    for rule, family in _FAMILIES:
        for phrase in family.replace("\n", "|").split("|"):
            line = phrase.strip().replace("’", "'")
            if line:
                table.setdefault(line, rule)
                table.setdefault(line.replace("'", "’"), rule)
    return table


PHRASES: dict[str, str] = _by_phrase()
