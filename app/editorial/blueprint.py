"""The blueprint of the room, apart from its routes, which are in several files."""

from flask import Blueprint

bp = Blueprint("editorial", __name__)

EDITORS = ("editor", "administrator")
