"""Words for values that several pages show."""

from PySide6.QtCore import QCoreApplication

from eichlab.values import Channel, LossCause, Quantity
from eichlab_gui.figures import figure


def loss_cause_word(cause: LossCause) -> str:
    """Return why answers were missing, in two words, in the language of the screen."""
    translate = QCoreApplication.translate
    words = {
        LossCause.NO_ANSWER: translate("Loss", "no answer"),
        LossCause.WRONG_ANSWER: translate("Loss", "wrong answers"),
        LossCause.PORT_LOST: translate("Loss", "port lost"),
        LossCause.OTHER_METER: translate("Loss", "another meter"),
    }
    return words[cause]


def quantity_word(quantity: Quantity) -> str:
    """Return a quantity's name in the language of the screen."""
    translate = QCoreApplication.translate
    words = {
        Quantity.VOLTAGE: translate("Quantity", "Voltage"),
        Quantity.CURRENT: translate("Quantity", "Current"),
        Quantity.POWER: translate("Quantity", "Power"),
        Quantity.REACTIVE_POWER: translate("Quantity", "Reactive power"),
        Quantity.FREQUENCY: translate("Quantity", "Frequency"),
        Quantity.ENERGY_IMPORT: translate("Quantity", "Energy import"),
        Quantity.ENERGY_EXPORT: translate("Quantity", "Energy export"),
        Quantity.TEMPERATURE: translate("Quantity", "Temperature"),
    }
    return words[quantity]


def channel_word(channel: Channel) -> str:
    """Return a channel's name: phases as marked on meters, the whole in the screen's language."""
    if channel is Channel.TOTAL:
        return QCoreApplication.translate("Quantity", "total")
    return channel.value


def duration_word(seconds: float) -> str:
    """Return a length of time with the unit that suits it: ``27 s``, ``3 min 05 s``, ``2 h 10``."""
    if seconds < 9.95:
        return f"{figure(float(seconds), 1)} s"
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    if whole < 7200:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole // 60 % 60:02d} min"
