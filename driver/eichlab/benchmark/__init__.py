"""Measurements of Eichlab's speed, run by hand: ``python -m eichlab.benchmark NAME [--json]``.

Each module here is one benchmark; its function ``measure`` returns figures by name. They are no
tests, for a busy computer is no fault of the program.
"""
