"""Pages of screenings: the viewer's, the organiser's, and the result."""

from app.screenings.blueprint import bp
from app.screenings.routes import desk, results, viewers

__all__ = ["bp", "desk", "results", "viewers"]
