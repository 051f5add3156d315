"""Eichlab without a screen: lines, meters, signed records, bench, store, simulators."""

__version__ = "0.1.0"
