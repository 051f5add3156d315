"""What the room ``meters`` says: one module a family, and what all of them say."""

from eichlab.texts.meters import (
    bsm,
    common,
    dc650,
    dcbm,
    em580,
    gsh01,
    iem_dcr,
    register_map,
    slip,
    wm3m4,
)

_MODULES = (bsm, common, dc650, dcbm, em580, gsh01, iem_dcr, register_map, slip, wm3m4)

# A code that two modules use is found by the tests, which count the entries.
TEXTS = {code: text for module in _MODULES for code, text in module.TEXTS.items()}
