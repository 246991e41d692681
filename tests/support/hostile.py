"""Words that would do something if anybody believed them, and where they may stand."""

from sqlalchemy import String, select, update

from app.core.db import db

MARK = "xssmark"
CALL = "xsscall"
SHORT = f'"><{MARK} on{MARK}={CALL}()>'
SHORTEST = f"'><{MARK}>"
ATTACKS = (
    SHORT,
    f"'><{MARK} on{MARK}={CALL}()>",
    f"</script></title></textarea></style><{MARK}>",
    f"<script>{CALL}()</script>",
    f"<img src=x on{MARK}={CALL}()>",
    f"<svg/on{MARK}={CALL}()>",
    f'" on{MARK}={CALL}() x="',
    f"<!--><{MARK}>-->",
    f"]]><{MARK}>",
    f"&lt;{MARK}&gt; &#60;{MARK}&#62;",
    f"\u2028{CALL}()\u2029",
    "{{7*1337}}{%7*1337%}${7*1337}",
    f"[a link](javascript:{CALL}()) <javascript:{CALL}()>",
    f'[b](https://x.example/"on{MARK}={CALL}()) ![c](https://x.example/d.png)',
    f"||</span></label><{MARK}>||",
    f"`<{MARK}>` ~~~\n<{MARK}>\n~~~",
    f"- <{MARK}>\n1. *<{MARK}>*",
    "\u202eright to left\u202c \u2066\u2069",
)
WHOLE = "\n\n".join(ATTACKS)
CALCULATED = str(7 * 1337)
# What people do not write: kinds and states that the code compares, keys and secrets,
# addresses and names of files, and the index of search, which a trigger fills.
NOT_WRITTEN = {
    "kind",
    "state",
    "standing",
    "standing_before",
    "status",
    "outcome",
    "change",
    "verdict",
    "verdict_from",
    "role",
    "slug",
    "email",
    "name_key",
    "password",
    "fs_uniquifier",
    "fs_webauthn_user_handle",
    "tf_primary_method",
    "tf_totp_secret",
    "scopes",
    "ending",
    "country",
    "currency",
    "preset",
    "message_id",
    "target",
    "whose",
    "about",
    "value",
    "film_key",
    "one_key",
    "other_key",
    "written",
    "keep",
    "worker",
    "stored_file",
    "source_kind",
    "poster_file",
    "small_file",
    "large_file",
    "poster_widths",
    "large_widths",
    "secret",
    "former_secret",
    "extensions",
    "usage",
    "device_type",
    "catalogue",
    "recipient",
    "url",
    "refused_column",
}
NOT_WRITTEN_TABLES = {"role", "search_document", "suspended_index", "event"}
NOT_WRITTEN_COLUMNS = {
    ("login_session", "body"),
    ("delivery", "body"),
    ("report", "reason"),
    ("profile_report", "reason"),
    ("member_import", "source"),
}


def columns():
    """Return the columns that hold what people write, by table."""
    for table in db.metadata.sorted_tables:
        if table.name in NOT_WRITTEN_TABLES:
            continue
        for column in table.columns:
            written = column.name not in NOT_WRITTEN
            if (table.name, column.name) in NOT_WRITTEN_COLUMNS:
                written = False
            if written and isinstance(column.type, String):
                yield table, column


def words_for(column) -> str:
    """Return the longest attack that a column holds."""
    room = column.type.length or len(WHOLE)
    return next(
        text for text in (WHOLE, WHOLE[:room], SHORT, SHORTEST) if len(text) <= room
    )


def poison() -> None:
    """Write an attack into every column of every row."""
    for table, column in columns():
        text = words_for(column)
        if column.unique or table.name in {"account", "genre"}:
            # Each name is another one.
            key = next(iter(table.primary_key.columns))
            cut = text[: (column.type.length or 500) - 5]
            for number in db.session.scalars(select(key)).all():
                words = {column.name: f"{cut}{number % 1000}"}
                db.session.execute(update(table).where(key == number).values(words))
        else:
            db.session.execute(update(table).values({column.name: text}))
    db.session.commit()
