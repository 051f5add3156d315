"""The page Bench: meter cards beside the course of their values."""

from eichlab_gui.pages.bench.bench_page import BenchPage

__all__ = ["BenchPage"]
