"""The core: messages, ownership and the router. No aiohttp, no SQLAlchemy, no Rasa."""
