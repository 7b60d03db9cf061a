"""The staff's pages (web/console): built on this machine at set-up, never committed."""
