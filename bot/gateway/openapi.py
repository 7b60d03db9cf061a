"""The description of the HTTP interface: `GET /api/openapi.json`."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.gateway import openapi_desk, openapi_studio

PATH = "/api/openapi.json"


def routes() -> list[web.RouteDef]:
    """Return the route of the description."""
    return [web.get(PATH, describe)]


async def describe(_request: web.Request) -> web.Response:
    """Return the OpenAPI document."""
    return web.json_response(document())


def document() -> dict[str, Any]:
    """Build the OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "小通 (Xiaotong)",
            "version": "1",
            "description": "Server-to-server chat (browsers use the page at / instead), and "
            "the agents' desk with its own login.",
        },
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                **openapi_desk.SECURITY,
            },
            "schemas": _SCHEMAS,
        },
        "paths": {
            "/webhooks/rest/webhook": {"post": _webhook()},
            "/api/conversations/{sender}/messages": {"get": _transcript()},
            PATH: {"get": _plain("This document.")},
            "/healthz": {"get": _plain("200 while the process lives.")},
            "/readyz": {"get": _plain("200 when every part works, else 503.")},
            "/": {"get": _plain("The customer page; sets the session cookie.")},
            "/static/widget/{filename}": {"get": _plain("Files of the chat widget.")},
            "/desk": {"get": _plain("The agents' desk; 503 as long as it is not built.")},
            "/desk/{page}": {"get": _plain("The same: the browser knows which page by the path.")},
            "/studio": {"get": _plain("The training studio; 503 as long as it is not built.")},
            "/studio/{page}": {
                "get": _plain("The same: the browser knows which page by the path.")
            },
            "/static/console/{path}": {"get": _plain("Files of the agents' desk.")},
            "/ws/chat": {"get": _plain("WebSocket of the chat widget; needs the cookie of /.")},
            "/files/{attachment}": {
                "get": _plain("A file of a public article that is served today, else 404.")
            },
            **openapi_desk.paths(),
            **openapi_studio.paths(),
        },
    }


_BUTTON = {
    "type": "object",
    "required": ["title", "payload"],
    "properties": {
        "title": {"type": "string"},
        "payload": {
            "type": "string",
            "description": "An id; sent back as the message, it means the button.",
        },
    },
}

_SHOWN = {
    "text": {"type": "string"},
    "buttons": {"type": "array", "items": {"$ref": "#/components/schemas/Button"}},
    "image": {"type": "string"},
    "custom": {"type": "object", "description": "A chart, a rating request and the like."},
}

_SCHEMAS: dict[str, Any] = {
    "Button": _BUTTON,
    "Message": {
        "type": "object",
        "required": ["sender", "message"],
        "properties": {
            "sender": {"type": "string", "minLength": 1, "maxLength": 128},
            "message": {"type": "string", "minLength": 1},
            "metadata": {
                "type": "object",
                "properties": {
                    "phone_number": {"type": "string"},
                    "token": {
                        "type": "string",
                        "description": "HMAC-SHA256 of phone_number in hex, under the key in "
                        "the data folder's customer_token_key; marks a recognised customer.",
                    },
                    "message_id": {
                        "type": "string",
                        "maxLength": 128,
                        "description": "The sender's own id: the same id is the same message.",
                    },
                },
            },
        },
    },
    "Reply": {
        "type": "object",
        "required": ["recipient_id"],
        "properties": {"recipient_id": {"type": "string"}, **_SHOWN},
    },
    "Logged": {
        "type": "object",
        "required": ["seq", "at", "from"],
        "properties": {
            "seq": {"type": "integer", "minimum": 1},
            "at": {"type": "string", "format": "date-time"},
            "from": {"enum": ["customer", "bot", "agent", "system"]},
            "agent": {"type": "string", "description": "The staff number, of an agent's words."},
            **_SHOWN,
        },
    },
    "Error": {
        "type": "object",
        "required": ["error", "message"],
        "properties": {"error": {"type": "string"}, "message": {"type": "string"}},
    },
}


def _webhook() -> dict[str, Any]:
    return {
        "summary": "Say something as a customer; the answer holds all that the bot says at once.",
        "security": [{"key": []}],
        "requestBody": {"required": True, "content": _json("Message")},
        "responses": {
            "200": {"description": "Replies, in order.", "content": _json_list("Reply")},
            **_errors(400, 401, 403, 413, 429),
        },
    }


def _transcript() -> dict[str, Any]:
    return {
        "summary": "The conversation's messages after a sequence number, at most 1,000 at once.",
        "security": [{"key": []}],
        "parameters": [
            {"name": "sender", "in": "path", "required": True, "schema": {"type": "string"}},
            {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0}},
        ],
        "responses": {
            "200": {"description": "Messages, oldest first.", "content": _json_list("Logged")},
            **_errors(400, 401),
        },
    }


def _plain(summary: str) -> dict[str, Any]:
    return {"summary": summary, "responses": {"200": {"description": summary}}}


def _errors(*statuses: int) -> dict[str, Any]:
    return {
        str(status): {"description": "Refused.", "content": _json("Error")} for status in statuses
    }


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _json_list(schema: str) -> dict[str, Any]:
    items = {"$ref": f"#/components/schemas/{schema}"}
    return {"application/json": {"schema": {"type": "array", "items": items}}}
