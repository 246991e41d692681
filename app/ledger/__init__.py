"""How a score is made, shown with its working."""
