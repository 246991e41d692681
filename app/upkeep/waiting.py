"""What waits for the worker: each kind of rows, which of them, and since when."""

from typing import Any

from app.api.models import FileState, SentFile
from app.core.mail import Letter, LetterState
from app.imports.models.member_imports import ImportState, MemberImport
from app.webhooks.models import Delivery, State

AT_WORK = (ImportState.UPLOADED, ImportState.READING, ImportState.COMMITTING)
# What waits, and since when: letters and messages that are tried again wait on purpose,
# until they are due.
WAITING: tuple[tuple[str, Any, Any, Any], ...] = (
    ("mail", Letter, Letter.state == LetterState.WAITING, Letter.due_at),
    ("webhooks", Delivery, Delivery.state == State.WAITING, Delivery.next_at),
    ("imports", MemberImport, MemberImport.state.in_(AT_WORK), MemberImport.beat_at),
    ("files", SentFile, SentFile.state == FileState.WAITING, SentFile.sent_at),
)
