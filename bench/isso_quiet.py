"""Isso as it is served beside us: it would write two lines for each comment."""

import logging

logging.getLogger("isso").setLevel(logging.WARNING)

# The level comes first: Isso speaks while it is loaded.
from isso.run import application  # noqa: E402

app = application
