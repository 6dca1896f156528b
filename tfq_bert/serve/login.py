"""Asks a person for the token, once, and lets the browser keep a cookie.

Does not judge tokens: `Access` does.
"""

import html
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tfq_bert.serve.access import Access

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tfq-bert: token</title>
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 15vh auto 0; max-width: 22rem;
  padding: 0 1rem; }}
input, button {{ font: inherit; width: 100%; box-sizing: border-box; padding: .6rem;
  margin-top: .6rem; border-radius: .4rem; border: 1px solid GrayText; }}
button {{ background: #0072b2; border-color: #0072b2; color: #fff; }}
.wrong {{ color: light-dark(#b3261e, #ff8a80); }}
</style>
</head>
<body>
<h1>tfq-bert</h1>
<form method="post" action="/login">
<label for="token">This server asks for its token.</label>
<input id="token" name="token" type="password" autocomplete="current-password"
  required autofocus>
<p class="wrong" role="alert">{problem}</p>
<button>Open the page</button>
</form>
</body>
</html>
"""
# A form that is longer would be parsed while others wait.
_MOST_BYTES = 4096


def _form(status: int, problem: str = "") -> Response:
    return HTMLResponse(_PAGE.format(problem=html.escape(problem)), status)


def make_login(access: Access):
    """Makes the endpoint that shows the form and takes it.

    Args:
        access: `Access`.

    Returns:
        A coroutine function of a request.
    """

    async def login(request: Request) -> Response:
        if request.method != "POST":
            return _form(200)
        body = await request.body()
        form = parse_qs(body[:_MOST_BYTES].decode("utf-8", "replace"))
        token = form.get("token", [""])[0]
        if not access.allows_token(token):
            return _form(403, "That is not the token.")
        response = RedirectResponse("/", 303)
        response.set_cookie(
            access.cookie_name,
            access.cookie_value(),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response

    return login
