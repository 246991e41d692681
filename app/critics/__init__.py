"""Critics: who wrote what about a movie, and where it was printed."""
