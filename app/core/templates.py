"""Templates of this site: what they import is made once."""

from typing import Any

from flask import Flask
from jinja2 import Template


class Plain(Template):
    """A template whose macros others import at no cost.

    At each import Jinja compares the names of all globals, for a template may be given
    some of its own. Ours have those of the site alone.
    """

    def _get_default_module(self, ctx: Any = None) -> Any:
        """Return what is imported from this template, made once."""
        return super()._get_default_module()


def init_app(app: Flask) -> None:
    """Let all templates be such."""
    app.jinja_env.template_class = Plain
