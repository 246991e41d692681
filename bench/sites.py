"""Sites to measure: the demo, and catalogues of any size, each in its own folder."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from app import memory
from bench.servers import CHECKOUT

FILMS_AT_LEAST = 100
REVIEWS_OF_FILM = 100
MOST_FILMS = 100_000
MADE = "made"
DEMO_PAGE = "/movies/ai-weiwei-never-sorry"


class NotMade(Exception):
    """A command that was to make a site failed."""


def environment_of(instance: Path, **more: str) -> dict[str, str]:
    """Return the settings of a site in a folder, and nothing of the checkout's own.

    granian is told of memory what `matinee serve` tells it.
    """
    return {
        **memory.OF_SERVER,
        "MATINEE_ENV_FILE": os.devnull,
        "MATINEE_INSTANCE_PATH": str(instance),
        "MATINEE_LOG_LEVEL": "ERROR",
        "MATINEE_JOB_WORKERS": "0",
        "DATABASE_URL": f"sqlite:///{instance / 'matinee.db'}",
        **more,
    }


def demo(folder: Path) -> Path:
    """Make a site with the demo in it, or return the one that was made already."""
    return made(folder / "demo", ("demo", "load"))


def catalogue(folder: Path, reviews: int) -> Path:
    """Make a site with so many reviews, half of them critics', half the audience's."""
    half = reviews // 2
    return made(
        folder / f"reviews-{reviews}",
        (
            *("generate", "--movies", str(films_for(reviews))),
            *("--reviews", str(half), "--ratings", str(reviews - half)),
        ),
    )


def films_for(reviews: int) -> int:
    """Return how many films such a catalogue has: as many reviews a film in all."""
    return min(MOST_FILMS, max(FILMS_AT_LEAST, reviews // REVIEWS_OF_FILM))


def made(instance: Path, *commands: tuple[str, ...]) -> Path:
    """Run commands in a new site, unless they were run there with these tables."""
    mark, newest = instance / MADE, newest_migration()
    if mark.exists() and mark.read_text(encoding="utf-8") == newest:
        return instance
    shutil.rmtree(instance, ignore_errors=True)
    instance.mkdir(parents=True)
    for command in (("database", "upgrade"), *commands):
        matinee(command, environment_of(instance))
    mark.write_text(newest, encoding="utf-8")
    return instance


def newest_migration() -> str:
    """Return the name of the last migration: tables before it are of no use."""
    folder = CHECKOUT / "app" / "migrations" / "versions"
    return max(path.stem for path in folder.glob("*.py"))


def matinee(command: tuple[str, ...], environment: Mapping[str, str]) -> None:
    """Run a command of the site, silent unless it fails."""
    main = "import sys; from app.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", main, *command],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotMade(f"matinee {' '.join(command)}: {done.stderr.strip()[-500:]}")
