"""The agents' desk: its API, live push, and what helps people to answer (docs/desk-api.md)."""
