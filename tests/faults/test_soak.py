"""The soak of `make soak` for a few seconds: its promises, but none about time."""

from concurrent.futures import ThreadPoolExecutor

from bench.soak import broken, soaked


def test_readers_and_writers_at_once_lose_nothing(database, made_site):
    site = made_site(database, MATINEE_WORKERS="2")

    # In a thread of its own: a browser of another test may have a loop in this one.
    with ThreadPoolExecutor(1) as apart:
        soak = apart.submit(
            soaked, site, seconds=2, readers=20, writers=6, least=30
        ).result()

    assert [row for row in broken(soak, timed=False) if not row[-1]] == []
    assert len(soak.posted) >= 30
    assert soak.page_times
