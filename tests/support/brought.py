"""Files as members bring them, made up: Letterboxd's ZIP, its lists, IMDb's ratings."""

import csv
import io
import zipfile

COLUMNS = {
    "watched.csv": ("Date", "Name", "Year", "Letterboxd URI"),
    "watchlist.csv": ("Date", "Name", "Year", "Letterboxd URI"),
    "ratings.csv": ("Date", "Name", "Year", "Letterboxd URI", "Rating"),
    "diary.csv": (
        "Date",
        "Name",
        "Year",
        "Letterboxd URI",
        "Rating",
        "Rewatch",
        "Tags",
        "Watched Date",
    ),
    "reviews.csv": (
        "Date",
        "Name",
        "Year",
        "Letterboxd URI",
        "Rating",
        "Rewatch",
        "Review",
        "Tags",
        "Watched Date",
    ),
}
IMDB = (
    "Const",
    "Your Rating",
    "Date Rated",
    "Title",
    "Original Title",
    "URL",
    "Title Type",
    "IMDb Rating",
    "Runtime (mins)",
    "Year",
    "Genres",
    "Num Votes",
    "Release Date",
    "Directors",
)


def listed(name: str, *rows: dict) -> str:
    """Return one of Letterboxd's lists; what a row leaves out is empty."""
    return table(COLUMNS[name], rows)


def imdb(*rows: dict, header=IMDB) -> str:
    """Return ratings of IMDb."""
    return table(header, rows)


def table(header, rows) -> str:
    """Return a CSV file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def packed(files: dict[str, str | bytes], **options) -> bytes:
    """Return files as a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def letterboxd(**lists: list[dict]) -> bytes:
    """Return an export: `letterboxd(ratings=[{"Name": "Salt Year", ...}])`."""
    return packed(
        {
            f"{name}.csv": listed(f"{name}.csv", *rows)
            for name, rows in ({"watched": []} | lists).items()
        }
    )
