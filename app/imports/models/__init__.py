"""Tables of files in and out; each module holds those of one kind of import."""

from app.imports.models import member_imports

__all__ = ["member_imports"]
