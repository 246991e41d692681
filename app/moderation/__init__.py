"""Moderation: reports of readers and what moderators did about them."""
