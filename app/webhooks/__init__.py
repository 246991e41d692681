"""Webhooks: other programs are told when something changed."""
