"""Verbs of files in and out."""
