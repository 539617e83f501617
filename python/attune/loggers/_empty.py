"""A logger for nothing."""

from ._base import Logger


class EmptyLogger(Logger):
    """Takes everything and does nothing."""
