"""How often the bench looks after its meters."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds.

    ``state_s`` and ``running_state_s``: between two questions for a meter's transaction state,
    without and during a transaction. ``follow_up_s``: between two tries to bring a transaction to
    its end. ``lost_s``: between two polls of a meter that is lost during a transaction.
    ``silent_share``: a silent meter without one is polled so seldom that its time-outs take one
    part in so many of its line's time. ``availability_s``: between two looks at the availability.
    """

    state_s: float = 10.0
    running_state_s: float = 3.0
    follow_up_s: float = 1.0
    lost_s: float = 1.0
    silent_share: int = 25
    availability_s: float = 5.0
