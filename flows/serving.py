"""`copydesk serve`: every source on its schedule, in the foreground, until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from flows.home import Home
from flows.prefect_server import ServerStartError, StandingServer, configure, standing_server
from seeds import CatchUp, Source, read_sources

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.runner import Runner

Tell = Callable[[str], None]
POLL_SECONDS = 3
RUNS_AT_ONCE = 2  # one loads while another cleans; a run has a process a core of its own
_LAST_SERVED = "last-served"


def serve(
    home: Home, seeds: Path, *, port: int | None, runs: int, notify_url: str | None, tell: Tell
) -> None:
    """Start the server unless PREFECT_API_URL names one, register every source, run them on schedule.

    Returns when SIGINT or SIGTERM came and everything is stopped. `tell` gets sentences for people.
    """
    configure(home)
    if url := os.environ.get("PREFECT_API_URL"):
        with home.lock("serve", wait_seconds=0):
            tell(f"Using the Prefect server at {url.removesuffix('/api')}")
            asyncio.run(_run(home, seeds, None, runs, notify_url, tell))
        return
    tell("Starting the Prefect server …")
    with standing_server(home, port) as server:
        tell(f"The Prefect UI is at {server.ui}")
        asyncio.run(_run(home, seeds, server, runs, notify_url, tell))
    tell("Stopped; started again, it goes on from here.")


def deploy(home: Home, seeds: Path, pool: str) -> list[str]:
    """Register every source and the automations on the server of PREFECT_API_URL, for workers of a pool.

    Returns what was registered, in words. Raises ServerStartError where no server is named.
    """
    if not os.environ.get("PREFECT_API_URL"):
        raise ServerStartError("PREFECT_API_URL must name the server on which the sources are registered.")
    configure(home)
    return asyncio.run(_deploy(home, seeds, pool))


async def _deploy(home: Home, seeds: Path, pool: str) -> list[str]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists

    from flows.automations import register
    from flows.deployments import deployments, rhythm_in_words

    async with get_client() as client:
        with suppress(ObjectAlreadyExists):
            await client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
    sources = read_sources(seeds)
    for deployment in deployments(home, seeds, sources, work_pool=pool):
        await deployment.aapply()
    await register(None)
    return [f"{source.name}: {rhythm_in_words(source.schedule)}" for source in sources]


async def _run(
    home: Home, seeds: Path, server: StandingServer | None, runs: int, notify_url: str | None, tell: Tell
) -> None:
    # Prefect reads its settings when it is imported, so it is imported when they are all known.
    from prefect.client.orchestration import get_client
    from prefect.runner import Runner

    from flows.automations import register
    from flows.catch_up import run_again, unfinished

    runner = Runner(name="copydesk", limit=runs, query_seconds=POLL_SECONDS, pause_on_shutdown=False)
    async with get_client() as client:
        deployment_ids = await _register_sources(client, runner, home, seeds, tell)
        await register(notify_url)
        running = await _until_told(runner, home, server, tell)
        if not running.done():
            tell("Stopping …")
            cut_off = await unfinished(client, deployment_ids)
            await runner.astop()
            await running
            await run_again(client, cut_off)


async def _register_sources(
    client: PrefectClient, runner: Runner, home: Home, seeds: Path, tell: Tell
) -> list[UUID]:
    from flows.deployments import deployments, rhythm_in_words

    sources, stopped_at = read_sources(seeds), _last_served(home)
    ids = []
    for source, deployment in zip(sources, deployments(home, seeds, sources), strict=True):
        ids.append(await runner.aadd_deployment(deployment))
        took_up = await _take_up(client, ids[-1], home, source, stopped_at)
        tell(f"  {source.name}: {rhythm_in_words(source.schedule)}{took_up}")
    if not sources:
        tell(f"{seeds} holds no sources yet: add a TOML file there and start again.")
    return ids


async def _take_up(
    client: PrefectClient, deployment_id: UUID, home: Home, source: Source, stopped_at: datetime | None
) -> str:
    """Go on with a source where the last runner left it, and say with what."""
    from flows.catch_up import run_again, run_if_new, settle_missed, unfinished

    cut_off = await unfinished(client, [deployment_id], stopped_at)
    if cut_off and not home.is_locked(f"source-{source.name}"):  # else its process outlived the runner
        await run_again(client, cut_off)
    if source.schedule is None:
        return ""
    if stopped_at is not None:
        made_up = await settle_missed(
            client, deployment_id, source.schedule.catch_up, stopped_at, datetime.now(UTC)
        )
        if made_up:
            return f"; {len(made_up)} missed or cut off, run now"
    if source.schedule.catch_up is not CatchUp.SKIP and await run_if_new(client, deployment_id):
        return "; it never ran, so it runs now"
    return ""


async def _until_told(
    runner: Runner, home: Home, server: StandingServer | None, tell: Tell
) -> asyncio.Task[None]:
    """Run until SIGINT or SIGTERM comes or the runner ends; returns its task."""
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    running = asyncio.create_task(runner.start())
    while not runner.started and not running.done():
        await asyncio.sleep(0.05)
    for number in (signal.SIGINT, signal.SIGTERM):  # after the runner's own, which exits at once
        loop.add_signal_handler(number, told.set)
    tell("Running on schedule; Ctrl-C stops.")
    while not running.done() and not told.is_set():
        _note_served(home)
        if server is not None:
            server.trim_log()
            if server.revive():
                tell(f"The Prefect server died and is started anew; {server.log} says more.")
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), 1)
    return running


def _note_served(home: Home) -> None:
    (home.prefect / _LAST_SERVED).touch()


def _last_served(home: Home) -> datetime | None:
    """When a runner of this home was last at work; None before the first."""
    try:
        return datetime.fromtimestamp((home.prefect / _LAST_SERVED).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
