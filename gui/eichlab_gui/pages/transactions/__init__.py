"""The page Transactions."""

from eichlab_gui.pages.transactions.page import TransactionsPage

__all__ = ["TransactionsPage"]
