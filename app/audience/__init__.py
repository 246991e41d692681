"""The audience: one rating a member and movie, with or without words."""
