"""Members who post over real HTTP, and what was acknowledged to them."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.accounts.models import User
from app.audience.models import AudienceReview
from app.core.db import db
from app.ledger.queries import differences
from app.movies.models import Movie
from tests.support.site import PATIENCE, Site
from tests.support.visitor import Answer, Visitor

Key = tuple[int, int]


def post(visitor: Visitor, slug: str, token: str, rating: int, body: str) -> Answer:
    """Send a member's review of a movie."""
    fields = {"csrf_token": token, "rating": str(rating), "body": body}
    return visitor.post(f"/movies/{slug}/audience-reviews", fields)


@dataclass
class Writers:
    """Members who each post about many movies, one after the other, all at once.

    Who gets no answer, or 503, sends the same form once more, as people do.
    """

    site: Site
    emails: list[str]
    movies: int
    acknowledged: dict[Key, int] = field(default_factory=dict)
    replays: int = 0
    strange: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, beside: Callable[[], object]) -> None:
        """Let all of them post, while `beside` does something else."""
        with ThreadPoolExecutor(len(self.emails) + 1) as pool:
            work = [pool.submit(self.write, each) for each in range(len(self.emails))]
            other = pool.submit(beside)
            for each in (*work, other):
                each.result()

    def write(self, number: int) -> None:
        """Post about every movie as one member."""
        visitor = self.site.visitor(self.emails[number])
        token = visitor.token("/movies/film-0/review")
        for film in range(self.movies):
            rating = 1 + (number + film) % 10
            self.insist(visitor, token, (number, film), rating)
        visitor.close()

    def insist(self, visitor: Visitor, token: str, key: Key, rating: int) -> None:
        """Send one review until it is acknowledged."""
        number, film = key
        last = time.monotonic() + PATIENCE
        while time.monotonic() < last and not self.strange:
            try:
                answer = post(
                    visitor, f"film-{film}", token, rating, f"{number} on {film}"
                )
            except OSError:
                answer = None
            with self.lock:
                if answer is not None and answer.status == 303:
                    self.acknowledged[key] = rating
                    return
                if answer is not None and answer.status != 503:
                    self.strange.append(f"{key}: {answer.status}")
                    return
                self.replays += 1
            pause()
        with self.lock:
            self.strange.append(f"{key}: never acknowledged")

    def lost(self) -> list[Key]:
        """Return what was acknowledged and is not there as it was sent."""
        found = kept(self.site)
        return [
            key
            for key, rating in self.acknowledged.items()
            if found.get((self.emails[key[0]], f"film-{key[1]}"), [])
            != [(rating, f"{key[0]} on {key[1]}")]
        ]


def kept(site: Site) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """Return the reviews that are there, by member and movie."""
    with site.rows():
        rows = db.session.execute(
            select(User.email, Movie.slug, AudienceReview.rating, AudienceReview.body)
            .join(User, User.id == AudienceReview.user_id)
            .join(Movie, Movie.id == AudienceReview.movie_id)
        ).all()
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for email, slug, rating, body in rows:
        found.setdefault((email, slug), []).append((rating, body))
    return found


def review_count(site: Site) -> int:
    """Return how many reviews there are."""
    with site.rows():
        return db.session.scalar(select(func.count()).select_from(AudienceReview)) or 0


def miscounted(site: Site) -> list[str]:
    """Return where a tally is another than its rows make."""
    with site.rows():
        return [str(each) for each in differences()]


def pause() -> None:
    """Wait a moment, as somebody does who presses the button again."""
    threading.Event().wait(0.05)
