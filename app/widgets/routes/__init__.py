"""The addresses of widgets: frames, badges, the loader, and the gallery."""

from app.widgets.blueprint import bp
from app.widgets.routes import badges, frames, gallery, loader

__all__ = ["badges", "bp", "frames", "gallery", "loader"]
