"""The training studio's face: routes under /api/studio (docs/studio-api.md)."""
