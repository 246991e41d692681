"""Look-ups and listings of files in and out."""
