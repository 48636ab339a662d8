"""Every rule of settling, and what it goes by, so that they can be listed and switched off.

Their proofs are pages, not lines (`tests/extractors/settling`): each goes by where the story is.
"""

from __future__ import annotations

REASONS: dict[str, str] = {
    "agency-by-time": "An agency's name alone beside the story's time line is the byline.",
    "byline-below": "The name on the line below “By” alone.",
    "byline-by-time": "Names alone beside the story's time line are the byline.",
    "byline-glued": "“By” or “von” set against the name, between headline and story.",
    "byline-known": "A name alone above the story that the page prints again, or introduces, below it.",
    "byline-lead": "“By” alone on its line, with the name on the next.",
    "byline-outlet": "A name between headline and story whose next line is the outlet.",
    "byline-role": "Names with what they are for the paper (“Staff Writer”), between headline and story.",
    "caption-above-credit": "A sentence that the story leaves out, right above a picture's credit.",
    "caption-again": "The first printing of a caption that another rule knew by a later one.",
    "caption-below-label": "The line below “Image caption,” alone.",
    "caption-label": "“Image caption,” alone on its line.",
    "caption-led": "A line of the story's that opens with a picture's credit: “© Jane Doe …”.",
    "caption-by-place": "A line above the story, or left out of it, that closes with a sure credit.",
    "caption-class": "The class of the element near a picture says that it holds the caption.",
    "caption-printed-twice": "A line printed twice above the story: a picture's text and the line under it.",
    "caption-repeat": "A later printing of a caption.",
    "copyright-by-place": "A notice after the story that only its place tells from a credit.",
    "credit-below-caption": "A name, agency or station right below a caption without a credit.",
    "credit-class": "The class of the element near a picture says that it holds the credit.",
    "credit-in-figure": "A name beside a caption within one figure.",
    "dateline-alone": "A dateline on a line of its own, right above the story.",
    "headline": "The line that the metadata names, that is marked so, or whose place and words fit best.",
    "headline-repeat": "A later printing of the headline.",
    "outlet-below-byline": "The outlet's name on the line below a byline.",
    "quotation-in-figure": "The words under a figure that holds a quotation say whose it is.",
    "role-below-byline": "What the writer is for the paper, on the line below the name.",
    "stray-byline": "A byline far from the story belongs to another story's teaser.",
    "stray-caption": "A caption far from the story belongs to another story's teaser.",
    "stray-credit": "A credit far from the story belongs to another story's teaser.",
    "stray-time": "A time line far from the story belongs to another story's teaser.",
    "tag-list": "A tag of the page's own tag list.",
    "tags-after-story": "Short lines right after the story, in words that the story uses.",
    "ticker-entry": "A line that opens with “+++” and a time, where a page has several.",
    "topics-below": "The short lines under “Topics:”.",
    "topics-line": "The topics on the line of their heading.",
}
