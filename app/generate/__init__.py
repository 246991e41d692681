"""Made-up catalogues of any size: the same rows again for the same numbers and seed."""
