"""The aiohttp application: composition, security, health, error shape."""
