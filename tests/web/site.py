"""A news site on loopback as tests see it: its articles, its rules, and a log of what it was asked for."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it; moments from time.monotonic()."""

    host: str
    path: str
    status: int
    began: float
    ended: float
    headers: dict[str, str]


@dataclass
class Site:
    """The articles by number, what they say now, and everything that was asked for."""

    port: int
    articles: dict[int, str]
    log: list[Asked] = field(default_factory=list)
    robots: dict[str, str] = field(default_factory=dict)
    robot_status: int = 200  # what every robots.txt is answered with
    faults: dict[str, int] = field(default_factory=dict)  # how often a path was asked for
    names: list[int] = field(default_factory=list)  # the articles that feeds and sitemaps name
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = HOSTS[0]) -> str:
        return f"http://{host}:{self.port}{path}"

    def article_url(self, number: int) -> str:
        return self.url(f"/news/{number}", HOSTS[number % len(HOSTS)])

    def edit(self, number: int) -> None:
        """Change one word of the story."""
        self.articles[number] = self.articles[number].replace("officials", "authorities", 1)

    def paths(self, status: int | None = None) -> list[str]:
        return [f"{a.host}{a.path}" for a in self.log if status in (None, a.status)]
