"""Tables of files in and out; each module holds those of one kind of import."""

from app.imports.models import marks, matching, member_imports, runs

__all__ = ["marks", "matching", "member_imports", "runs"]
