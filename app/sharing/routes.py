"""What search engines and sharing sites ask for."""

from flask import Blueprint

bp = Blueprint("sharing", __name__)
