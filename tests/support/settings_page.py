"""The page of settings, written from the settings themselves."""

from dataclasses import fields

from app.config import ROOT, Settings
from app.setting import variable

SETTINGS = {each.name: each for each in fields(Settings)}
PAGE = ROOT / "docs" / "settings.md"
HEAD = """# Settings

Every setting of a site, from `app/config.py`. A setting is read from the environment,
or from `instance/matinee.env` (`MATINEE_ENV_FILE` names another file, which must be
there); the environment comes first. A site in development needs none of them. Where one
is refused, every command says which and why, and ends with 2.

This page is written from the code: `make settings-page` writes it anew.

| Setting | Default | What it means |
|---|---|---|
"""


def written() -> str:
    """Return the page as the settings want it."""
    return HEAD + "".join(row(name) for name in SETTINGS)


def row(name: str) -> str:
    """Return the line of one setting."""
    description = SETTINGS[name].metadata["description"]
    meaning = " ".join(description.split()).replace("|", "\\\\|")
    return f"| `{variable(SETTINGS[name])}` | {default(name)} | {meaning} |\n"


def default(name: str) -> str:
    """Return the default of a setting as one would type it."""
    value = SETTINGS[name].default
    if value in (None, ()):
        return "none"
    if name == "instance_path":
        return "`instance`"
    return f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(written())
