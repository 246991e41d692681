"""Scores: the arithmetic, the stored tallies, the policy and the seal."""
