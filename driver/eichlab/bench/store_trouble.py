"""That the store refuses is said once, whichever of the meters meets it first."""

import threading


class StoreTrouble:
    """What the store of a bench refuses at present; shared by all pollers."""

    def __init__(self) -> None:
        self._code: str | None = None
        self._lock = threading.Lock()

    def is_new(self, code: str) -> bool:
        """Note trouble of this kind; return whether nobody met it before."""
        with self._lock:
            before, self._code = self._code, code
            return before != code

    def over(self) -> None:
        """Note that the store took something again."""
        with self._lock:
            self._code = None
