"""The demo: one real movie page and a dozen made-up films around it."""
