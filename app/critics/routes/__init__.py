"""Pages of critics and publications; the desk comes late (`at_desk.py`)."""

from app.critics.routes.pages import bp

__all__ = ["bp"]
