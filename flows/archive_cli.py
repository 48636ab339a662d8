"""The commands of the command line that work on the archive itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.choices import ExportFormat
from flows.home import Home
from flows.options import HomeOption, LimitOption, WorkersOption, err, out

archive_app = typer.Typer()

ArticleArgument = Annotated[
    str, typer.Argument(metavar="ARTICLE", help="An article's address, its id or its page's, or their start.")
]


@archive_app.command()
def restore(
    page_id: Annotated[str, typer.Argument(metavar="PAGE_ID", help="A page's id, or the start of it.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file.  [default: standard output]")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Give back the raw bytes of a page, as they came in; what a site packed for its way is unpacked.

    Example: `copydesk restore 3f9a0c --output page.html`
    """
    from flows.history_commands import restore_page

    restore_page(Home.at(home), page_id, output)


@archive_app.command()
def versions(article: ArticleArgument, home: HomeOption = None) -> None:
    """List the versions of an article and what changed with each.

    Example: `copydesk versions https://example.com/news/bridge`
    """
    from flows.history_commands import print_versions

    print_versions(out, Home.at(home), article)


@archive_app.command()
def diff(
    article: ArticleArgument,
    first: Annotated[int | None, typer.Argument(metavar="[V1", help="Number of the older version.")] = None,
    last: Annotated[int | None, typer.Argument(metavar="V2]", help="Number of the newer one.")] = None,
    home: HomeOption = None,
) -> None:
    """Show two versions of an article (its last two by default), word by word.

    Example: `copydesk diff 3f9a0c 1 3`
    """
    from flows.history_commands import print_article_diff

    print_article_diff(out, Home.at(home), article, first, last)


@archive_app.command()
def rules(
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="Show this one's lines.")] = None,
    home: HomeOption = None,
) -> None:
    """List each rule with how often it fired, on how many sites, and samples.

    Example: `copydesk rules separator`
    """
    from flows.history_commands import print_rules

    print_rules(out, Home.at(home), rule)


@archive_app.command()
def reclean(
    home: HomeOption = None,
    rule: Annotated[str | None, typer.Option(help="Only the pages that this rule ever touched.")] = None,
    workers: WorkersOption = None,
    page_timeout: LimitOption = 20,
) -> None:
    """Clean archived pages again that an older cleaner, or one with other rules, has cleaned.

    Rules are switched off in the home folder's copydesk.toml: `disabled_rules = ["separator"]`.

    Example: `copydesk reclean --rule separator`
    """
    from flows.reclean import print_reclean
    from flows.reclean import reclean as clean_again

    def tell(done: int, total: int) -> None:
        err.print(f"{done:,} of {total:,} pages cleaned", markup=False)

    report = clean_again(Home.at(home), rule, workers=workers, page_timeout=page_timeout, tell=tell)
    print_reclean(out, report)


@archive_app.command()
def learn(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site's host, such as example.com.")],
    home: HomeOption = None,
    write: Annotated[bool, typer.Option("--write", help="Write the rules into the site's file.")] = False,
    to: Annotated[
        Path | None, typer.Option("--to", help="The folder of rule files.  [default: the project's]")
    ] = None,
) -> None:
    """Propose rules for what a site repeats: lines on 30 % of its pages that no other site's story holds.

    Example: `copydesk learn example.com --write`, then `copydesk reclean`
    """
    from flows.learn import SITES, print_proposal, propose, write_proposal

    folder = to or SITES
    proposal = propose(Home.at(home), site, folder)
    print_proposal(out, proposal)
    if write:
        err.print(f"Written to {write_proposal(proposal, folder)}.", markup=False)


@archive_app.command()
def search(
    words: Annotated[str, typer.Argument(help='Words; "a phrase" and -without work too.')],
    home: HomeOption = None,
    site: Annotated[str | None, typer.Option(help="Only from this site (host).")] = None,
    agency: Annotated[str | None, typer.Option(help="Only of this wire agency.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="To this day.")] = None,
    most: Annotated[int, typer.Option(min=1, help="How many are shown.")] = 10,
) -> None:
    """Search the articles by their words, best first, in any language.

    Example: `copydesk search "bridge closed" --agency AP --since 2024-05-01`
    """
    from flows.search import print_hits
    from warehouse.search import Filters

    days = (since and since.date(), until and until.date())
    print_hits(out, Home.at(home), words, Filters(site, agency, *days), most)


@archive_app.command()
def export(
    target: Annotated[
        Path, typer.Argument(help="The file, or for parquet, markdown and warc the folder, to write.")
    ],
    format: Annotated[ExportFormat, typer.Option(help="What is written.")] = ExportFormat.JSONL,
    site: Annotated[str | None, typer.Option(help="Only articles of this site.")] = None,
    home: HomeOption = None,
) -> None:
    """Write the archive's articles in another format.

    jsonl and csv; parquet, a folder for each host; markdown, a file for each article; ninjs, a line of
    IPTC ninjs 3.1 for each; warc, conversion records that refer to the raw ones, with a CDXJ index.

    Example: `copydesk export articles --format parquet`
    """
    from flows.export import export as write

    written = write(Home.at(home), format, target, site)
    err.print(f"{written:,} articles written to {target}.", markup=False)
