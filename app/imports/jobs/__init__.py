"""Work on files that is done after the answer was sent."""
