"""P6 and P7: reviews that members post, beside comments posted to Isso, and in a crowd.

A post is what a browser sends: signed in, with a token, through every check of a site.
It is answered after its row, the tally, the versions and all else are committed. The
holds are on, and the members are none of the newcomers whose posts would be held.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import isso, sites
from bench.bench import Bench, LeftOut
from bench.goals import Figure
from bench.measuring import Load, interleave
from bench.members import Member, prepared, signed_in
from bench.posting import Lists
from bench.servers import Server, serving

CLIENTS = 8
MEMBERS = 40
FILMS = 1_000
SITE = (
    *("generate", "--movies", str(FILMS)),
    *("--reviews", "5000", "--ratings", "5000"),
)
SETTINGS = {
    "MATINEE_DATABASE_WAIT": "60",
    "MATINEE_HOLDS": "on",
    "MATINEE_DAILY_POSTS_MEMBER": "100000",
    "MATINEE_DAILY_POSTS_SUPER": "100000",
}
SEE_OTHER, OK = 303, 200


def measure(bench: Bench) -> Sequence[Figure]:
    """Post to one worker beside Isso, then to two processes from eight clients."""
    crowd = crowded(bench)
    try:
        return [*beside_isso(bench), *crowd]
    except LeftOut as reason:
        bench.tell(f"P6 is left out: {reason}")
        return crowd


def beside_isso(bench: Bench) -> Sequence[Figure]:
    """Post to ours and to Isso in turn."""
    isso.python()
    with ExitStack() as stack:
        site, lists, in_place = stack.enter_context(posting(bench, workers=1))
        folder = bench.folder / "isso"
        shutil.rmtree(folder, ignore_errors=True)
        other = stack.enter_context(isso.isso(folder))
        comments = Lists([isso.posts(each, 20_000, FILMS) for each in range(CLIENTS)])

        def comment() -> Load:
            return comments.send(other, bench.seconds, isso.CREATED.__eq__)

        rounds = interleave(
            comment,
            {
                "post": sending(lists, site, bench.seconds, SEE_OTHER),
                "htmx": sending(in_place, site, bench.seconds, OK),
            },
            bench.rounds,
        )
    failed = sum(load.failed for loads in rounds.paths.values() for load in loads)
    refused = sum(load.failed for pair in rounds.reference for load in pair)
    bench.tell(
        f"P6: {failed} of ours and {refused} of Isso's failed; answered in place, with "
        f"the member's sheet and the list, {rounds.ratio('htmx'):.2f}"
    )
    return [
        Figure(
            "P6",
            rounds.ratio("post"),
            rounds.ratio_by_processor("post"),
            f"Isso {rounds.reference_rate:,.0f}/s",
            f"{rounds.rate('post'):,.0f}/s",
        )
    ]


def crowded(bench: Bench) -> Sequence[Figure]:
    """Post from eight clients at once to two processes, on all processors."""
    with posting(bench, workers=2) as (site, lists, _):
        loads = [
            lists.send(site, bench.seconds, SEE_OTHER.__eq__)
            for _ in range(bench.rounds)
        ]
    spreads = sorted(load.spread for load in loads)
    middle = loads[len(loads) // 2]
    return [
        Figure("P7 failed", sum(load.failed for load in loads)),
        Figure(
            "P7 spread",
            spreads[len(spreads) // 2],
            None,
            f"p50 {middle.percentiles[50] * 1000:.1f} ms",
            f"p99 {middle.percentiles[99] * 1000:.1f} ms, {middle.rate:,.0f}/s",
        ),
    ]


def sending(
    lists: Lists, site: Server, seconds: float, status: int
) -> Callable[[], Load]:
    """Return what sends the next posts of the lists."""
    return lambda: lists.send(site, seconds, status.__eq__)


@contextmanager
def posting(bench: Bench, *, workers: int) -> Iterator[tuple[Server, Lists, Lists]]:
    """Serve a copy of a site with members signed in and their posts ready."""
    instance = bench.folder / f"posts-{workers}"
    copied(sites.made(bench.folder / "posts", SITE), instance)
    settings = sites.environment_of(instance, **SETTINGS)
    emails, slugs = prepared(instance, settings, MEMBERS)
    core = 0 if workers == 1 else None
    with serving(
        "app.wsgi:app", settings, path="/healthz", workers=workers, core=core
    ) as site:
        members = [
            signed_in(site, number, email, slugs[0])
            for number, email in enumerate(emails)
        ]
        half = FILMS // 2
        yield (
            site,
            shared_out(members, slugs[:half]),
            shared_out(members, slugs[half:], htmx=True),
        )


def shared_out(
    members: Sequence[Member], slugs: Sequence[str], *, htmx: bool = False
) -> Lists:
    """Return the posts of members on films, some members for each client."""
    return Lists(
        [
            [
                post
                for member in members[client::CLIENTS]
                for post in member.posts(slugs, htmx=htmx)
            ]
            for client in range(CLIENTS)
        ]
    )


def copied(made: Path, instance: Path) -> None:
    """Copy a site, so that what is posted to it is gone the next time."""
    shutil.rmtree(instance, ignore_errors=True)
    shutil.copytree(made, instance)
