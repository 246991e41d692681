"""What everything is measured against: bare Flask, as small as it can be."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Answer."""
    return "Hello, World!"
