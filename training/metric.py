"""The scorer that lies beside a folder's page sets, as a module."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any


def load_metric(folder: Path) -> Any:
    """`score.py` of the folder. FileNotFoundError where it holds none."""
    spec = importlib.util.spec_from_file_location("page_set_metric", folder / "score.py")
    if spec is None or spec.loader is None or not (folder / "score.py").exists():
        raise FileNotFoundError(f"{folder} holds no score.py: pages are judged by the sets' own metric.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
