"""Actions that answer one question about one number, one topic a file."""
