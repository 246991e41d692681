"""The doctor: looks a site over, and says of each thing what to do."""
