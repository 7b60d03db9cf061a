"""Form validation actions, one form per file."""
