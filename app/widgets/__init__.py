"""Widgets: parts of our pages in frames on other people's sites."""
