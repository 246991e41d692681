"""Screenings: one-time codes for people in the room, and what they said."""
