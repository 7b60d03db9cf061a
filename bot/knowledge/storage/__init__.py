"""Where the knowledge base is kept: a database of its own (docs/decisions/0005)."""
