"""Backups: one file with the database as it was in one moment, and media with it."""
