"""The application for any WSGI server: `app.wsgi:app`."""

from app import create_app

app = create_app()
