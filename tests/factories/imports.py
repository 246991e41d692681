"""What members brought, as far as a preview."""

from sqlalchemy import select

from app.accounts.models import User
from app.core.clock import utcnow
from app.core.db import db
from app.imports.models.member_imports import ImportItem, ImportState, MemberImport
from app.imports.rules.own_outcomes import Outcome


def preview(by: User) -> ImportItem:
    """Let a member have brought one film that nobody knows."""
    now = utcnow()
    row = MemberImport(
        user_id=by.id,
        state=ImportState.PREVIEW,
        source="letterboxd",
        file_name="export.zip",
        byte_count=1,
        remarks=[],
        uploaded_at=now,
        beat_at=now,
    )
    db.session.add(row)
    db.session.flush()
    item = ImportItem(
        import_id=row.id,
        file="ratings.csv",
        line=2,
        title="Nobody Filmed This",
        rating=7,
        outcome=Outcome.UNMATCHED,
        remark="No film here has this title.",
    )
    db.session.add(item)
    db.session.commit()
    return item


def preview_of(name: str, otherwise: User) -> ImportItem:
    """Let the member of that name have brought it, if they are there."""
    found = db.session.scalar(select(User).where(User.name == name))
    return preview(found or otherwise)
