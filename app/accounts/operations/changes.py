"""Changes in the database alone, counted."""

from typing import Any

from sqlalchemy import Delete, Update

from app.core.db import db


def change(statement: Delete | Update) -> int:
    """Change rows in the database alone, and return how many there were."""
    result: Any = db.session.execute(
        statement, execution_options={"synchronize_session": False}
    )
    return int(result.rowcount)
