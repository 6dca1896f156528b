import asyncio

import httpx
import numpy as np
import pytest

from tfq_bert.errors import InputError
from tfq_bert.serve import Limits, make_app

PREDICT = "/v1/models/tiny:predict"


def test_many_at_once_get_their_own_answers(served):
    """Requests of several lengths, joined and split, against the model itself."""
    words = ["good", "awful", "film", "the"]
    texts = [" ".join(words[i % 3 : i % 3 + 1 + i % 4]) for i in range(40)]
    application = make_app(served, limits=Limits(batch_rows=8), page=False)
    transport = httpx.ASGITransport(application.asgi)

    async def ask_all():
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as web:
            asked = [web.post(PREDICT, json={"instances": [t]}) for t in texts]
            answers = await asyncio.gather(*asked)
        await application.batcher.close()
        return [answer.json()["predictions"][0]["probabilities"] for answer in answers]

    expected = served.exported.predict(texts)
    np.testing.assert_allclose(asyncio.run(ask_all()), expected, atol=1e-6)


def test_a_bad_token_is_refused_before_anything_is_made(served):
    with pytest.raises(InputError, match=r"^`token` must be"):
        make_app(served, token="two words", page=False)
