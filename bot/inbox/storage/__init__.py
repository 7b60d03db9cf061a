"""Where the inbox is kept: tables in the studio's database, with a history of their own."""
