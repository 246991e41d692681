"""The desk's page of webhooks and their deliveries."""

from flask import Blueprint

bp = Blueprint("webhooks", __name__)
