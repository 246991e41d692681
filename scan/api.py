"""The API by schemathesis: every operation of its document, with all checks."""

from scan import bounds
from scan.environments import HERE, program
from scan.site import Site

SCOPES = ("ratings:read", "ratings:write", "imports:write")


def scan(site: Site, *more: str) -> list[str]:
    """Try the API as an editor with a token; return what was found."""
    asked = [word for scope in SCOPES for word in ("--scope", scope)]
    bearer = site.command("tokens", "add", "edda@demo.example", *asked)
    code = bounds.run(
        [
            program("schemathesis"),
            "run",
            f"{site.base}/api/v1/openapi.json",
            *("--header", f"Authorization: Bearer {bearer}"),
            *("--wait-for-schema", "20", "--checks", "all"),
            *("--max-examples", "30", "--seed", "1"),
            *("--max-time", str(bounds.API)),
            *more,
        ],
        bounds.API,
        cwd=HERE,
    )
    return [] if code == 0 else ["schemathesis: see above"]
