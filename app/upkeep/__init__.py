"""What whoever runs the site does to it: back it up, restore it, look after it."""
