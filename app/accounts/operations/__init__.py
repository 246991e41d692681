"""Verbs of accounts. They flush and never commit; who acts, and when, is told them."""

from app.accounts.operations.changes import (
    change,
)
from app.accounts.operations.gate import (
    approve,
    make_invitation,
    refuse,
    revoke_invitation,
    use_invitation,
    wait_for_approval,
)
from app.accounts.operations.leaving import (
    add_former_member,
    delete_account,
    hold_account,
)
from app.accounts.operations.members import (
    LONGEST_FIELD,
    NotAllowed,
    add_guest,
    add_member,
    change_email,
    claim_draft,
    confirm_email,
    discard_draft,
    end_other_sessions,
    end_session,
    end_sessions,
    flush_new_member,
    forgive_failures,
    keep_draft,
    known_role,
    note_failures,
    purge,
)
from app.accounts.operations.tokens import (
    count_token_write,
    make_token,
    note_token_use,
    revoke_token,
)

__all__ = [
    "LONGEST_FIELD",
    "NotAllowed",
    "add_former_member",
    "add_guest",
    "add_member",
    "approve",
    "change",
    "change_email",
    "claim_draft",
    "confirm_email",
    "count_token_write",
    "delete_account",
    "discard_draft",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "flush_new_member",
    "forgive_failures",
    "hold_account",
    "keep_draft",
    "known_role",
    "make_invitation",
    "make_token",
    "note_failures",
    "note_token_use",
    "purge",
    "refuse",
    "revoke_invitation",
    "revoke_token",
    "use_invitation",
    "wait_for_approval",
]
