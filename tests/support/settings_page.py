"""The page of settings, written from the settings themselves."""

from app.config import ROOT, Settings

PAGE = ROOT / "docs" / "settings.md"
HEAD = """# Settings

Every setting of a site, from `app/config.py`. A setting is read from the environment,
or from `instance/matinee.env` (another file by `MATINEE_ENV_FILE`); the environment
comes first. A site in development needs none of them.

This page is written from the code: `make settings-page` writes it anew.

| Setting | Default | What it means |
|---|---|---|
"""


def written() -> str:
    """Return the page as the settings want it."""
    return HEAD + "".join(row(name) for name in Settings.model_fields)


def row(name: str) -> str:
    """Return the line of one setting."""
    field = Settings.model_fields[name]
    meaning = " ".join((field.description or "").split()).replace("|", "\\\\|")
    return f"| `{variable(name)}` | {default(name)} | {meaning} |\n"


def variable(name: str) -> str:
    """Return how a setting is called in the environment."""
    alias = Settings.model_fields[name].validation_alias
    return str(alias.choices[0]) if alias else f"MATINEE_{name.upper()}"


def default(name: str) -> str:
    """Return the default of a setting as one would type it."""
    value = Settings.model_fields[name].default
    if value in (None, ()):
        return "none"
    if name == "instance_path":
        return "`instance`"
    return f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(written())
