"""What every request passes: an id, one shape of error, the headers of safety."""

from __future__ import annotations

import time
import uuid
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.channels.shapes import dumps
from bot.conversation.ports import Wording
from bot.errors import RequestRefused

log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CODES = {401: "unauthorised", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
         413: "body_too_large"}  # fmt: skip
"""Code of a refusal that the framework makes, by status; any other is a bad request."""


def request_log() -> Middleware:
    """Return the middleware that names each request and logs its route, never its path.

    Paths hold sender ids, which may be anything a partner chose, phone numbers included.
    """

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        request_id = uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = await handler(request)
            resource = request.match_info.route.resource
            log.info(
                "request",
                method=request.method,
                route=resource.canonical if resource else None,
                status=response.status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        if not response.prepared:
            response.headers["X-Request-ID"] = request_id
        return response

    return middleware


def json_errors(wording: Wording) -> Middleware:
    """Return the middleware that gives every refusal and failure the one JSON shape."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except RequestRefused as refusal:
            return _error(wording, refusal)
        except web.HTTPException as error:
            if error.status < HTTPStatus.BAD_REQUEST:
                raise
            code = CODES.get(error.status, "bad_request")
            response = _error(wording, RequestRefused(code, error.status))
            if "Allow" in error.headers:
                response.headers["Allow"] = error.headers["Allow"]
            return response
        except web.RequestPayloadError:
            return _error(wording, RequestRefused("bad_request", 400))
        except Exception:  # the outermost edge
            log.exception("request_failed")
            return _error(wording, RequestRefused("internal", 500))

    return middleware


def _error(wording: Wording, refusal: RequestRefused) -> web.Response:
    response = web.json_response(
        {
            **refusal.details,
            "error": refusal.reason,
            "message": wording.text(f"error_{refusal.reason}"),
        },
        status=refusal.status,
        dumps=dumps,
    )
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def security_headers(
    allowed_origins: tuple[str, ...],
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Return the signal handler that puts the security headers on every response.

    Pages of `allowed_origins` may frame the customer's page and load the widget's files; nobody
    may frame the desk or the studio.
    """
    policy = _policy(" ".join(("'self'", *allowed_origins)))
    desk = _policy("'none'")

    async def add(request: web.Request, response: web.StreamResponse) -> None:
        headers = response.headers
        headers["Server"] = "xiaotong"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        # Files that people attached come with a policy that allows nothing at all.
        usual = desk if _is_of_staff(request.path) else policy
        headers.setdefault("Content-Security-Policy", usual)
        if request.path.startswith("/static/"):
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            headers["Access-Control-Allow-Origin"] = "*"
            headers.setdefault("Cache-Control", "no-cache")
        else:
            headers.setdefault("Cache-Control", "no-store")

    return add


def _is_of_staff(path: str) -> bool:
    return path.split("/", 2)[1] in ("desk", "studio")


def _policy(framed_by: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: https:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {framed_by}",
        )
    )
