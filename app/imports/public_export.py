"""Write what everybody may have into a folder: CSV files, a README, and sums.

Nothing is published by it. Who runs the site decides where the folder goes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from app.imports.queries import public_export as queries
from app.imports.queries import site_export as site_queries
from app.imports.rules import cells
from app.imports.site_export import Progress, finished_at_once, write_sums
from app.scores.queries import policy_in_force

OPEN_FOLDER = 0o755
README = """\
# Films, reviews and scores of {site}

As of {day}. {address}

| file | what | rows |
|---|---|---|
{table}

- `movie`, `critic` and `publication` are the last part of the address of a page.
- `half_stars` runs from 1 to 10; 7 is three and a half stars.
- `approval` is the share of positive reviews in per cent. It is empty where there are
  too few; `positive` of `total` always stands.
- `normalised_grade` is a critic's grade in per cent; `grade` is as it was printed.
- Only what the site shows is in it: reviews that count, ratings that are published,
  under the names that their members chose.
- A cell that a spreadsheet would take for a formula, beginning with = + - or @, has an
  apostrophe in front; it is no part of the text.
- `sha256sum -c SHA256SUMS` tells whether the files are whole.

## Licence

{licence}
"""


def write_public(
    target: Path,
    *,
    site: str,
    address: str,
    licence: str,
    at: datetime,
    progress: Progress,
) -> Mapping[str, int]:
    """Write the files into a new folder; return how many rows each has."""
    policy = policy_in_force()
    counts = {}
    with (
        finished_at_once(target, mode=OPEN_FOLDER) as folder,
        site_queries.snapshot() as connection,
    ):
        for name, header, rows in (
            ("movies", queries.MOVIES, queries.movies(connection)),
            ("movie_numbers", queries.NUMBERS, queries.numbers(connection)),
            ("critics", queries.CRITICS, queries.critics(connection)),
            ("publications", queries.PUBLICATIONS, queries.publications(connection)),
            ("critic_reviews", queries.REVIEWS, queries.critic_reviews(connection)),
            ("audience_ratings", queries.RATINGS, queries.ratings(connection)),
            ("scores", queries.SCORES, queries.scores(connection, policy)),
        ):
            counts[name] = write_table(folder / f"{name}.csv", header, rows)
            progress(name, counts[name])
        table = "\n".join(
            f"| {name}.csv | {WORDS[name]} | {count} |"
            for name, count in counts.items()
        )
        readme = README.format(
            site=site, day=at.date(), address=address, table=table, licence=licence
        )
        (folder / "README.md").write_text(readme, encoding="utf-8")
        write_sums(folder)
    return counts


WORDS = {
    "movies": "films",
    "movie_numbers": "their numbers at other catalogues",
    "critics": "who writes",
    "publications": "where it is printed",
    "critic_reviews": "critics' reviews that count",
    "audience_ratings": "members' ratings, with their reviews",
    "scores": "four scores a film, by the policy in force",
}


def write_table(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """Write a CSV file; return how many rows it has below its header."""
    count = 0
    with path.open("x", encoding="utf-8", newline="") as file:
        file.write(cells.line(header))
        for row in rows:
            file.write(cells.line(row))
            count += 1
    return count
