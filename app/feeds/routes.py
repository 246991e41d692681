"""Feeds: Atom for reviews and news."""

from flask import Blueprint

bp = Blueprint("feeds", __name__)
