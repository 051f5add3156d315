"""Walks back through the numbers under which a meter keeps its records, but not for ever.

A meter may count further than it keeps, and each number costs a question of the line's time.
"""

from collections.abc import Callable

from eichlab.values import KeptRecord, Message, message

_MOST_MISSING = 5


def kept_list(
    meter: str,
    numbers: range,
    limit: int,
    look: Callable[[int], KeptRecord | None],
    notices: list[Message],
) -> tuple[KeptRecord, ...]:
    """Return the first ``limit`` of what ``look`` finds; None of it: nothing has that number.

    After some in a row that are not there nothing more is asked, and a notice says so.
    """
    found: list[KeptRecord] = []
    missing = 0
    for number in numbers:
        if len(found) >= limit:
            break
        kept = look(number)
        if kept is not None:
            found.append(kept)
            missing = 0
            continue
        missing += 1
        if missing == _MOST_MISSING and number != numbers[-1]:
            notices.append(
                message("meter.kept-gap", meter=meter, count=missing, before=number + missing)
            )
            break
    return tuple(found)
