"""The editors' part: consensus, quotes, articles, and the desk."""
