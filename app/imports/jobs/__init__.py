"""Work on files that is done after the answer was sent."""

from app.imports.jobs import matching, member_imports

__all__ = ["matching", "member_imports"]
