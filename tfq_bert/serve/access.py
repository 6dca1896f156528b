"""Who may ask: a bearer token for programs, a cookie for the page.

Knows no routes; keeps no sessions.
"""

import hashlib
import hmac
from collections.abc import Mapping

from starlette.requests import cookie_parser

from tfq_bert.errors import InputError


class Access:
    """Checks a request's token.

    Args:
        token: str, or None where everybody may ask.

    Raises:
        InputError: If the token is blank or cannot stand in a header.
    """

    def __init__(self, token: str | None):
        if token is not None and not (
            token and token.isascii() and token.isprintable() and " " not in token
        ):
            raise InputError(
                "`token` must be printable ASCII characters without blanks, because it "
                "stands in a header. Received: "
                f"{'an empty one' if not token else 'another one'}. Make one with: "
                "openssl rand -hex 16"
            )
        self._token = None if token is None else token.encode()

    @property
    def is_open(self) -> bool:
        """Whether everybody may ask."""
        return self._token is None

    def allows_token(self, token: str) -> bool:
        """Whether a token is the right one; takes as long for a wrong one."""
        given = token.encode("utf-8", "backslashreplace")
        return self._token is None or hmac.compare_digest(given, self._token)

    def cookie_value(self) -> str:
        """Returns what a browser keeps: shows that it had the token, and is not it."""
        key = self._token or b""
        return hmac.new(key, b"the page of tfq-bert", hashlib.sha256).hexdigest()

    @property
    def cookie_name(self) -> str:
        """What the cookie is called: browsers send it to all ports of a host."""
        return f"tfq_bert_page_{self.cookie_value()[:8]}"

    def allows(self, headers: Mapping[bytes, bytes]) -> bool:
        """Whether a request may pass.

        Args:
            headers: Names, in lower case, to values.
        """
        if self._token is None:
            return True
        scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
        if scheme.lower() == b"bearer" and self.allows_token(
            token.strip().decode("latin-1")
        ):
            return True
        # As browsers read it: other programs of the host set cookies of any form.
        cookies = cookie_parser(headers.get(b"cookie", b"").decode("latin-1"))
        cookie = cookies.get(self.cookie_name, "")
        return hmac.compare_digest(
            cookie.encode("utf-8"), self.cookie_value().encode("utf-8")
        )
