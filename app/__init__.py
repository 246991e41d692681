"""Matinee: a movie review site whose scores anyone can check."""
