"""The commands of the command line that keep the archive sound: verify, compact, backup, restore-backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.home import Home
from flows.options import FAILED, HomeOption, LimitOption, WorkersOption, err, out

upkeep_app = typer.Typer()


def _tell(what: str) -> None:
    err.print(what, markup=False)


@upkeep_app.command()
def verify(
    home: HomeOption = None,
    sample: Annotated[
        int | None, typer.Option(min=0, help="Clean only so many pages again.  [default: all]")
    ] = None,
    workers: WorkersOption = None,
    page_timeout: LimitOption = 20,
) -> None:
    """Check the whole archive: files, raw pages, invariants, and every article against its raw page.

    Names what is damaged; the exit code is 1 then. Pages of another cleaner version cannot be cleaned again:
    it says how many, and checks that their ledgers make up their texts.

    Example: `copydesk verify --sample 500`
    """
    from flows.verify import verify as check

    def tell(what: str) -> None:
        err.print(f"checking {what}", markup=False)

    found, others = 0, [0]
    problems = check(
        Home.at(home),
        sample=sample,
        workers=workers,
        page_timeout=page_timeout,
        tell=tell,
        leave=others.append,
    )
    for problem in problems:
        found += 1
        out.print(f"[bold red]{problem.where}[/]: {problem.what}")
    if others[-1]:
        out.print(
            f"{others[-1]:,} pages were cleaned by another cleaner version, so they were not cleaned again. "
            "`copydesk reclean` cleans them with this one; after that verify compares them too."
        )
    if found:
        raise typer.Exit(FAILED)
    out.print("All is as it was stored.")


@upkeep_app.command()
def compact(home: HomeOption = None) -> None:
    """Write the database anew without the room that many loads leave empty in it.

    Waits for a run that is loading. Killed at any point, the database is the old one or the new one.

    Example: `copydesk compact`
    """
    from flows.compact import compact as make_compact

    done = make_compact(Home.at(home))
    out.print(f"{done.before / 1e6:,.1f} MB before, {done.after / 1e6:,.1f} MB now.")


@upkeep_app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="PATH", help="The folder to make; it must not exist.")],
    home: HomeOption = None,
) -> None:
    """Copy the archive into a folder: database, raw pages and settings, each file with its digest.

    Runs may go on meanwhile. Killed, it goes on where it ended when it is called again. What can be made anew
    (the search index, Prefect's own files) is left out.

    Example: `copydesk backup /mnt/disk/copydesk-2024-06-01`
    """
    from flows.backup import back_up

    files = back_up(Home.at(home), target.absolute(), _tell)
    size = sum(file.size for file in files.values()) / 1e6
    out.print(f"{len(files):,} files, {size:,.1f} MB, in {target}.", markup=False)


@upkeep_app.command("restore-backup")
def restore_backup(
    source: Annotated[Path, typer.Argument(metavar="PATH", help="A folder that `copydesk backup` made.")],
    home: HomeOption = None,
) -> None:
    """Make a new home of a backup; every file must be what was backed up, byte for byte.

    The home must not exist, or be empty. Killed, it goes on where it ended when it is called again.

    Example: `copydesk restore-backup /mnt/disk/copydesk-2024-06-01 --home restored`
    """
    from flows.backup import restore_backup as put_back

    archive = Home.at(home)
    files = put_back(source, archive, _tell)
    out.print(f"{len(files):,} files put back into {archive.root}.", markup=False)
