"""The blueprint of the critics' desk, which is in several files.

It goes by the name of the pages', as one room, but is loaded without them.
"""

from flask import Blueprint

bp = Blueprint("critics", __name__)
