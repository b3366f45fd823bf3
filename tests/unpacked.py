"""Packed columns read again, told by the description in `geo.outputs._page.columns` alone."""

import base64
from typing import Any

import numpy as np


def unpacked_numbers(packed: dict[str, Any]) -> list[int | None]:
    stored = base64.b64decode(packed["base64"])
    counted = np.frombuffer(stored, dtype=f"<u{packed['bits'] // 8}").tolist()
    missing = 2 ** packed["bits"] - 1
    return [None if value == missing else value + packed["least"] for value in counted]


def unpacked_texts(packed: dict[str, Any]) -> list[str]:
    units = packed["text"].encode("utf-16-le")
    texts: list[bytes] = []
    at = 0
    lengths = zip(unpacked_numbers(packed["shared"]), unpacked_numbers(packed["own"]), strict=True)
    for index, (shared, own) in enumerate(lengths):
        assert shared == 0 or index % packed["restart"]  # a block can be read by itself
        begin = texts[-1][: 2 * shared] if shared else b""
        texts.append(begin + units[2 * at : 2 * (at + own)])
        at += own
    assert 2 * at == len(units)
    return [text.decode("utf-16-le") for text in texts]
