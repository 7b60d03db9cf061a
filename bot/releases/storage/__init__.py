"""Where versions and trainings are kept: tables in the studio's database, with their history."""
