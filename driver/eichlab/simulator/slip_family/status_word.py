"""The bits of the status word, register 4137h, as the GSH01's driver in EVerest names them."""

CLOCK_NOT_IN_SYNC = 1 << 16
CHARGING = 1 << 17
COMPENSATING = 1 << 19
READY = 1 << 21
NOT_COMPLETED = 1 << 22
LOG_FULL = 1 << 23
RECORDS_FULL = 1 << 24
WORD_VALID = 1 << 34
