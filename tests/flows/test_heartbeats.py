"""A run's heartbeats: sent where a server outlives the run, and not where it ends with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.home import Home
from flows.prefect_server import embedded_server


@pytest.mark.prefect
def test_a_server_that_ends_with_us_is_sent_none(prefect_server: str) -> None:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY

    assert PREFECT_FLOWS_HEARTBEAT_FREQUENCY.value() is None


def test_a_server_that_stays_is_sent_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    url = "http://127.0.0.1:4200/api"
    monkeypatch.setenv("PREFECT_API_URL", url)
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: 30}), embedded_server(Home(tmp_path)) as used:
        assert used == url
        assert PREFECT_FLOWS_HEARTBEAT_FREQUENCY.value() == 30
