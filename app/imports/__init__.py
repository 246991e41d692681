"""Files in and out: imports, matching, exports."""
