"""Pages of imports: a member's own files, and the desk's."""

from flask import Blueprint

bp = Blueprint("imports", __name__)
