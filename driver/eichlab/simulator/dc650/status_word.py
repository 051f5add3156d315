"""The bits of the DC650's status word, register 4137h: taken over from the GSH01, unverified."""

CLOCK_NOT_IN_SYNC = 1 << 16
COMPENSATING = 1 << 19
READY = 1 << 21
NOT_COMPLETED = 1 << 22
LOG_FULL = 1 << 23
RECORDS_FULL = 1 << 24
WORD_VALID = 1 << 34
