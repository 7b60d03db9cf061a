"""Where changes are kept: a table in the studio's database, with a history of its own."""
