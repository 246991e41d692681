"""Pure rules of files in and out: reading, cleaning, matching, writing."""
