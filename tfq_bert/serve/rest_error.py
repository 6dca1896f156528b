"""An error of the REST API, and the body that TensorFlow Serving gives it.

Knows no routes.
"""

from collections.abc import Mapping

from starlette.responses import JSONResponse, Response


class RestError(Exception):
    """Ends a request with a status and a message for the client.

    Args:
        status: int. HTTP status; TensorFlow Serving has 400 for a request it cannot
            read, 404 for what is not there, 503 where it is full, 504 when too late.
        message: str.
        headers: Further headers of the answer.
    """

    def __init__(
        self, status: int, message: str, headers: Mapping[str, str] | None = None
    ):
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers


def error_response(error: RestError) -> Response:
    """Words an error as TensorFlow Serving does: an object with one key.

    Args:
        error: `RestError`.

    Returns:
        A response of JSON, `{"error": "..."}`.
    """
    content = {"error": shown(error.message)}
    return JSONResponse(content, error.status, headers=error.headers)


def shown(text: str, most: int = 300) -> str:
    """Returns a text that UTF-8 can hold, cut if it is long.

    Args:
        text: str. May come from a client.
        most: int. Characters.
    """
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= most else f"{text[:most]}..."
