"""How well a meter answers, judged from the outcome of each poll."""

from collections import deque

from eichlab.values import LinkState

_WINDOW = 50
_DEGRADED_SHARE = 0.05


class LinkTracker:
    """Turns polls that went well, badly or not at all into a `LinkState`.

    A poll that needed repeats, or brought wrong answers only, counts as bad; more than 5 % bad
    polls among the last 50 make the link *degraded*. A poll without any answer makes it *silent*.
    """

    def __init__(self) -> None:
        self.state = LinkState.UNKNOWN
        self._bad: deque[bool] = deque(maxlen=_WINDOW)

    def answered(self, tries: int) -> LinkState:
        """Note a poll that ended with values after ``tries`` tries; return the state."""
        self._bad.append(tries > 1)
        share = sum(self._bad) / len(self._bad)
        # One hiccup is no trend: a young or quiet link needs two before it is called degraded.
        degraded = share > _DEGRADED_SHARE and sum(self._bad) > 1
        self.state = LinkState.DEGRADED if degraded else LinkState.ONLINE
        return self.state

    def failed(self, *, answered: bool) -> LinkState:
        """Note a poll without values, ``answered`` when bytes came all the same.

        Silence is a loss of its own and does not make the link degraded once it is over.
        """
        if answered:
            self._bad.append(True)
        self.state = LinkState.DEGRADED if answered else LinkState.SILENT
        return self.state

    def port_lost(self) -> LinkState:
        """Note that the port is away; return the state."""
        self.state = LinkState.PORT_LOST
        return self.state
