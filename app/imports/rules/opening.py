"""Open a file of rows, whichever way they are written."""

from app.imports.rules import delimited, documents
from app.imports.rules.problems import FileRefused
from app.imports.rules.reading import Rows, Source, TruncatedFile, encoding_of, peek

JSON_BEGINS = ("[", "{")


def open_rows(source: Source) -> Rows:
    """Open a file and recognise its columns; raises FileRefused."""
    stream = source.open()
    try:
        head = peek(stream.unpacked)
        begin = head.decode(encoding_of(head), "replace").lstrip("\ufeff \t\r\n\0")
        if not begin:
            raise FileRefused(f"{source.name}: the file is empty")
        if begin.startswith(JSON_BEGINS):
            return documents.open_rows(source, stream)
        return delimited.open_rows(source, stream)
    except TruncatedFile as error:
        stream.close()
        raise FileRefused(
            f"{source.name}: the file cannot be unpacked: expected {error}"
        ) from error
    except FileRefused:
        stream.close()
        raise
