"""Search: one box for movies, people, critics and publications."""
