"""Passwords: bcrypt over HMAC-SHA-256 with the server's key as pepper.

bcrypt alone looks at 72 bytes and, in version 5, raises above; the HMAC gives it 64 hexadecimal digits of any password.
Each takes about a quarter of a second of a processor: web/accounts.py lets only a few run at once.
"""

from collections.abc import Callable, Sequence

import bcrypt
from zxcvbn import zxcvbn

LOOKED_AT = 72  # letters that zxcvbn is given: it is slow with long texts
ROUNDS = 12


class BcryptPasswords:
    """Hashes passwords. Called in worker threads only."""

    def __init__(self, sign: Callable[[str], str], rounds: int = ROUNDS) -> None:
        """``sign`` is an HMAC-SHA-256 by a key that is not in the store: text → 64 hexadecimal digits."""
        self._sign, self._rounds = sign, rounds
        self._nobodys = bcrypt.gensalt(rounds).decode() + "." * 31  # no password has it, and finding out takes as long

    def hash(self, password: str) -> str:
        """What is stored of a password."""
        return bcrypt.hashpw(self._peppered(password), bcrypt.gensalt(self._rounds)).decode()

    def fits(self, password: str, stored: str) -> bool:
        """Whether this is the password. Without a stored one it takes as long, and is not."""
        right = bcrypt.checkpw(self._peppered(password), (stored or self._nobodys).encode())
        return right and bool(stored)

    def guesses(self, password: str, known: Sequence[str]) -> float:
        """How many tries somebody would need who knows words that a guesser tries first (name, email address)."""
        parts = {part for words in known for part in (words, *words.replace("@", " ").replace(".", " ").split())}
        return float(zxcvbn(password[:LOOKED_AT], user_inputs=sorted(parts - {""}))["guesses"])

    def _peppered(self, password: str) -> bytes:
        return self._sign(f"password {password}").encode()
