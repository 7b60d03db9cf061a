"""The only SQLAlchemy in `bot`: tables, repositories, migrations."""
