"""The API: the same rows for programs, at /api/v1."""
