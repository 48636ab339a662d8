"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no failure: speed is measured in `benchmarks`, never by tests.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
