"""The search page and its suggestions."""

from flask import Blueprint

bp = Blueprint("search", __name__)
