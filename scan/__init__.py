"""Programs that look for faults from outside: a site of its own, tools of their own."""
