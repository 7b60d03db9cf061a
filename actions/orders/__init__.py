"""Packages and orders (handbook §4): browsing, asking, advising, ordering, giving up."""
