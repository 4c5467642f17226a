"""Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over "id.timestamp.body"."""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256


def headers(name: str, body: bytes, keys: Sequence[bytes], *, at: datetime) -> dict[str, str]:
    """The three headers of a message. While a secret is changed there are two keys, and a signature by
    each, the newest first."""
    timestamp = str(int(at.timestamp()))
    signed = f"{name}.{timestamp}.".encode() + body
    signatures = [base64.b64encode(hmac.new(key, signed, sha256).digest()).decode() for key in keys]
    return {
        "webhook-id": name,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }
