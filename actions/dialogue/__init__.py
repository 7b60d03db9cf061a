"""Actions for the talk itself: greeting, menu, yes and no, not understanding, leaving."""
