"""Movies: what they are, who made them, how they look and where they run."""
