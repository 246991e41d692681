"""The blueprint that the routes of moderation share."""

from flask import Blueprint

bp = Blueprint("moderation", __name__)
