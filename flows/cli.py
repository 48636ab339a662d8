"""The command line. Exit codes: 0 done; 1 done, but a run or check failed; 2 wrong input; 3 busy.

Each command imports what it needs when it is called: `--help` and `sql` do not wait for the rest.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.text import Text

from flows.archive_cli import archive_app
from flows.choices import Format, TableFormat
from flows.home import BusyError, Home
from flows.options import BUSY, FAILED, WRONG_INPUT, HomeOption, LimitOption, WorkersOption, err, out
from flows.upkeep_cli import upkeep_app

app = typer.Typer(
    help="Copydesk: an archive of news pages that keeps everything and explains every line it removed.\n\n"
    "Example: `copydesk run samples`, then `copydesk status`\n\n"
    "Exit codes: 0 done; 1 done, but a run or a check failed; 2 wrong input; 3 busy.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(archive_app)  # without a name: their commands stand beside those below
app.add_typer(upkeep_app)

SeedsOption = Annotated[
    Path | None,
    typer.Option("--seeds", envvar="COPYDESK_SEEDS", help="The folder of sources.  [default: seeds]"),
]


def seeds_folder(chosen: Path | None) -> Path:
    """The folder of sources: the one chosen, else `seeds` here if it holds any, else the project's own."""
    here = Path("seeds")
    if chosen is None and any(here.glob("*.toml")):
        return here
    return chosen or Path(__file__).parent.parent / "seeds"


@app.command()
def run(
    sources: Annotated[list[str] | None, typer.Argument(help="Source names, paths or globs.")] = None,
    home: HomeOption = None,
    seeds_dir: SeedsOption = None,
    workers: WorkersOption = None,
    page_timeout: LimitOption = 20,
) -> None:
    """Pull, clean and load sources; all of them if none is named.

    Example: `copydesk run samples` or `copydesk run dumps/2024-*.warc.gz --home archive`
    """
    import seeds
    from flows.run import run_sources

    folder = seeds_folder(seeds_dir)
    chosen = sources or [source.name for source in seeds.read_sources(folder)]
    if not chosen:
        raise seeds.SourceError(f"{folder} holds no sources; name a path, or add a TOML file there.")
    archive = Home.at(home)
    for source in chosen:  # a wrong name, and a run that is at work already, are told before anything starts
        name = seeds.find_source(source, folder).name
        if not archive.is_locked(f"backfill-{name}"):
            archive.expect_free(f"source-{name}")
    with _progress() as tell:
        reports = run_sources(archive, folder, chosen, workers=workers, page_timeout=page_timeout, tell=tell)
    from flows.report import print_reports

    print_reports(out, archive, reports)
    if any(report.failed for report in reports):
        raise typer.Exit(FAILED)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show how far a run has come: a moving bar on a terminal, plain lines elsewhere."""
    if not err.is_terminal:
        yield lambda source, seen, loaded: err.print(f"{source}: {seen} pages seen, {loaded} new ones loaded")
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err) as bar:  # it pulses: how many pages a source has is known at its end
        line = bar.add_task("starting the Prefect server", total=None)
        yield lambda source, seen, loaded: bar.update(
            line, description=f"{source}: {seen} pages seen, {loaded} new ones loaded"
        )


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A site's address, or its feed's or sitemap's.")],
    name: Annotated[str | None, typer.Option(help="The source's name.  [default: from its host]")] = None,
    contact: Annotated[
        str | None,
        typer.Option(envvar="COPYDESK_CONTACT", help="An e-mail or web address that sites can write to."),
    ] = None,
    allow_private: Annotated[
        list[str] | None,
        typer.Option(help="A network that may be reached although it is not public, such as 127.0.0.0/8."),
    ] = None,
    seeds_dir: SeedsOption = None,
) -> None:
    """Find a site's feed and sitemap, show their latest headlines, and write the best as a source.

    Example: `copydesk add https://news.example --contact desk@example.org`
    """
    from flows.web.add import add as add_source

    add_source(out, url, seeds_dir or Path("seeds"), name, contact, allow_private or [])


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(help="The UI's port on loopback.  [default: 4200]")] = None,
    home: HomeOption = None,
    seeds_dir: SeedsOption = None,
    runs: Annotated[int, typer.Option(min=1, help="Runs at once.")] = 2,
    notify: Annotated[
        str | None,
        typer.Option(envvar="COPYDESK_NOTIFY", help="URL that is called when a run fails or a site drifts."),
    ] = None,
) -> None:
    """Run every source on its schedule, with the Prefect server and its UI, until Ctrl-C.

    With PREFECT_API_URL set that server is used, and none is started.

    Example: `copydesk serve --port 4300`
    """
    from flows.serving import serve as serve_sources

    folder = seeds_folder(seeds_dir)
    archive = Home.at(home)

    def tell(line: str) -> None:
        err.print(line, markup=False)

    serve_sources(archive, folder, port=port, runs=runs, notify_url=notify, tell=tell)


@app.command()
def backfill(
    source: Annotated[str, typer.Argument(help="A source's name, path or glob.")],
    since: Annotated[datetime, typer.Option("--from", help="First capture time (UTC).")],
    until: Annotated[datetime, typer.Option("--to", help="Capture time at which it ends (UTC).")],
    step: Annotated[float, typer.Option(min=0.01, help="Days in a step.")] = 7,
    home: HomeOption = None,
    seeds_dir: SeedsOption = None,
    page_timeout: LimitOption = 20,
) -> None:
    """Run a range of a source's captures in steps, behind the live schedule; stopped, it goes on.

    Example: `copydesk backfill dumps --from 2024-01-01 --to 2024-07-01 --step 30`
    """
    from flows.backfill import backfill as run_backfill
    from flows.backfill import spans

    cut = spans(since.replace(tzinfo=UTC), until.replace(tzinfo=UTC), timedelta(days=step))
    archive = Home.at(home)
    reports = run_backfill(archive, seeds_folder(seeds_dir), source, cut, page_timeout, out.print)
    out.print(f"{len(reports)} of {len(cut)} steps run, the others were done before.")


@app.command()
def deploy(
    pool: Annotated[str, typer.Option("--pool", help="The work pool whose workers run the sources.")],
    home: HomeOption = None,
    seeds_dir: SeedsOption = None,
) -> None:
    """Register every source on the server that PREFECT_API_URL names, for workers on other machines.

    The workers need Copydesk installed, and the folders of the archive and of the sources under these paths.

    Example: `PREFECT_API_URL=http://10.0.0.5:4200/api copydesk deploy --pool news`
    """
    from flows.serving import deploy as deploy_sources

    for line in deploy_sources(Home.at(home), seeds_folder(seeds_dir), pool):
        out.print(line, markup=False)


@app.command()
def clean(
    paths: Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.")],
    format: Annotated[Format, typer.Option(help="What is printed for a page.")] = Format.JSONL,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every block, removed ones struck out.")
    ] = False,
    home: HomeOption = None,
    workers: WorkersOption = None,
    page_timeout: LimitOption = 20,
) -> None:
    """Clean pages and print them; no archive is touched, but rules that `--home` switches off stay off.

    Example: `copydesk clean page.html --format markdown` or `curl -s URL | copydesk clean - --explain`
    """
    from flows.clean_files import clean_paths, explain_paths
    from flows.formats import ledger_rows, print_fields, print_ledger
    from flows.settings import read_cleaning

    disabled = read_cleaning(Home.at(home)).disabled
    if explain:
        for title, outcome in explain_paths(paths, disabled):
            print_ledger(out, title, ledger_rows(outcome.blocks))
            print_fields(out, outcome)
        return
    for printed in clean_paths(paths, format, workers, page_timeout, disabled):
        sys.stdout.write(printed + "\n")


@app.command()
def sql(
    statement: Annotated[str, typer.Argument(metavar="SQL", help="One SELECT statement.")],
    home: HomeOption = None,
    format: Annotated[TableFormat, typer.Option(help="How rows are printed.")] = TableFormat.TABLE,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds after which the query is stopped.")] = 60,
    max_rows: Annotated[int, typer.Option(min=1, help="Rows that are printed at most.")] = 10_000,
) -> None:
    """Run a query on the archive, read-only, also while runs load.

    Example: `copydesk sql "SELECT site, count(*) FROM articles GROUP BY site" --format csv`
    """
    from flows.archive_commands import print_query

    print_query(out, Home.at(home), statement, format, timeout_s=timeout, max_rows=max_rows)


@app.command()
def status(
    home: HomeOption = None,
    runs: Annotated[int, typer.Option(min=1, help="How many of the last runs are shown.")] = 10,
) -> None:
    """Show what the archive holds, by source, and the last runs.

    Example: `copydesk status --home archive`
    """
    from flows.archive_commands import print_status

    print_status(out, Home.at(home), runs)


@app.command()
def explain(
    page_id: Annotated[str, typer.Argument(metavar="PAGE_ID", help="A page's id, or the start of it.")],
    home: HomeOption = None,
) -> None:
    """Show the ledger of an archived page: every block with its role and rule, removed ones struck out.

    Example: `copydesk explain 3f9a0c`
    """
    from flows.archive_commands import print_page

    print_page(out, Home.at(home), page_id)


def main() -> None:
    """Run the command line; what is wrong is said in one sentence, never as a traceback."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output is gone, as after `| head`
    except Exception as error:
        if (code := _exit_code(error)) is None:
            file = Path(tempfile.mkdtemp(prefix="copydesk-")) / "traceback.txt"
            file.write_text("".join(traceback.format_exception(error)), "utf-8")
            _end(f"{type(error).__name__}: {error}. This is a fault in Copydesk; {file} says where.", FAILED)
        _end(str(error), code)


def _exit_code(error: Exception) -> int | None:
    """The exit code of what its user can do something about; None for a fault of ours."""
    from flows.prefect_server import ServerStartError
    from flows.settings import SettingsError
    from seeds import SourceError
    from warehouse.errors import WarehouseError

    if isinstance(error, SourceError | SettingsError | WarehouseError):
        return WRONG_INPUT
    if isinstance(error, BusyError):
        return BUSY
    return FAILED if isinstance(error, ServerStartError | OSError) else None


def _end(sentence: str, code: int) -> NoReturn:
    err.print(Text.assemble(("copydesk:", "bold red"), f" {sentence}"))
    raise SystemExit(code)


if __name__ == "__main__":
    main()
