"""Files to import, written for a test; every name in them is made up."""

import csv
import gzip
import io
import json

HEADER = (
    "title", "year", "critic", "publication", "top_critic", "verdict", "grade",
    "date", "url", "quote",
)  # fmt: skip
REVIEW = {
    "title": "The Lamplighter",
    "year": "2012",
    "critic": "Cleo Marsh",
    "publication": "The Evening Reel",
    "top_critic": "1",
    "verdict": "fresh",
    "grade": "B+",
    "date": "2012-08-01",
    "url": "https://reel.example/lamplighter",
    "quote": "A slow burn that warms.",
}


def review(**values: str) -> dict[str, str]:
    """Return a row of a review."""
    return REVIEW | values


def reviews(number: int) -> list[dict[str, str]]:
    """Return so many reviews of one film by as many critics."""
    return [
        review(
            critic=f"Critic Number{place}",
            url=f"https://reel.example/{place}",
            quote=f"Warm, said number {place}.",
        )
        for place in range(number)
    ]


def as_csv(rows, header=HEADER, delimiter=",") -> bytes:
    """Return rows as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_json(rows) -> bytes:
    """Return rows as a JSON array."""
    return json.dumps(rows, indent=1).encode()


def as_lines(rows) -> bytes:
    """Return rows as one JSON object a line."""
    return "\n".join(json.dumps(row) for row in rows).encode()


def packed(content: bytes) -> bytes:
    """Return content packed by gzip."""
    return gzip.compress(content, mtime=0)
