"""Feeds: what is new, as Atom."""
