"""Accounts: members, roles, sessions, and drafts kept through a sign-in."""
