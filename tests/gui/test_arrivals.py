"""What other threads bring comes in the GUI thread, each thing once and in its order."""

import threading

from pytestqt.qtbot import QtBot

from eichlab_gui.arrivals import Arrivals


def test_things_of_several_threads_come_in_order(qtbot: QtBot) -> None:
    came: list[tuple[int, int]] = []
    where: set[threading.Thread] = set()

    def take(thing: tuple[int, int]) -> None:
        came.append(thing)
        where.add(threading.current_thread())

    arrivals = Arrivals(take)
    bringers = [
        threading.Thread(target=lambda who=who: [arrivals.bring((who, n)) for n in range(200)])
        for who in range(4)
    ]
    for each in bringers:
        each.start()
    for each in bringers:
        each.join()
    assert not came, "never before the events have their turn"
    qtbot.waitUntil(lambda: len(came) == 800, timeout=5000)
    assert where == {threading.main_thread()}
    for who in range(4):
        assert [n for each, n in came if each == who] == list(range(200))


def test_one_brought_in_the_gui_thread_comes_later(qtbot: QtBot) -> None:
    came: list[str] = []
    arrivals = Arrivals(came.append)
    arrivals.bring("first")
    arrivals.bring("second")
    assert came == []
    qtbot.waitUntil(lambda: came == ["first", "second"], timeout=1000)


def test_what_cannot_be_taken_keeps_nothing_back(qtbot: QtBot) -> None:
    came: list[int] = []

    def take(number: int) -> None:
        if number == 1:
            raise ValueError(number)
        came.append(number)

    arrivals = Arrivals(take)
    with qtbot.captureExceptions() as caught:
        for number in range(3):
            arrivals.bring(number)
        qtbot.waitUntil(lambda: came == [0, 2], timeout=1000)
    assert [each[0] for each in caught] == [ValueError]
