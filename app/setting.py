"""How a setting is written down: its default, what it means, how it is checked.

`checking.py` makes of it what reads and checks; whoever has the settings needs no more
than their values.
"""

from dataclasses import Field, field
from typing import Any


class SettingsRefused(ValueError):
    """Settings that no site starts with; each line says what is wrong with one."""


def setting(
    default: object,
    *,
    description: str,
    called: str | None = None,
    is_file: bool = False,
    repr: bool = True,
    **bounds: object,
) -> Any:
    """Describe a setting, as the field of a data class.

    `called` is its name in the environment where that is not MATINEE_ and its own.
    `bounds` are what pydantic's `Field` knows: `ge`, `le`, `pattern`, `max_length`…
    """
    return field(
        default=default,
        repr=repr,
        metadata={
            "description": description,
            "called": called,
            "is_file": is_file,
            "bounds": bounds,
        },
    )


def variable(written: Field[Any]) -> str:
    """Return how a setting is called in the environment."""
    called: str | None = written.metadata["called"]
    return called or f"MATINEE_{written.name.upper()}"
