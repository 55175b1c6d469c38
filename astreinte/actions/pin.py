"""The person's PIN: kept as a salted hash, compared in constant time."""

import hashlib
import hmac
import re
import secrets

FORM = re.compile(r"scrypt\$[0-9a-f]{32}\$[0-9a-f]{64}\Z")
LEAST = 4


def hashed(pin: str, salt: bytes | None = None) -> str:
    """`scrypt$SALT$HASH`, to be kept in `user.pin` or in `.astreinte/pin`."""
    salt = salt or secrets.token_bytes(16)
    digest = hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
    return f"scrypt${salt.hex()}${digest.hex()}"


def fits(pin: str, kept: str) -> bool:
    """Whether the PIN is the one that was kept; False where what was kept is no hash."""
    if not FORM.match(kept):
        return False
    salt = bytes.fromhex(kept.split("$")[1])
    return hmac.compare_digest(hashed(pin, salt), kept)
