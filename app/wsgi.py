"""The application for any WSGI server: `app.wsgi:app`."""

import gc

from app import create_app

app = create_app()
# What is there now stays: looking through it for cycles again and again, which a page
# in every few dozen would wait for, finds none.
gc.collect()
gc.freeze()
