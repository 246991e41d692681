"""flask-smorest without PyYAML.

It would load it for a form of the API's document that we do not offer.
"""

from importlib import import_module

from app.lean import hidden

with hidden("yaml"):
    import_module("flask_smorest")
