"""Tables, engine, unit of work and migrations of the account database."""
