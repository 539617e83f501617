"""Several loggers as one."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence

from ._base import Logger


class LoggersCollection(Logger):
    """Tells several loggers the same; each goes by its own `log_freq` and `log_on_workers`.

    Raises ValueError for two loggers of one type.
    """

    def __init__(self, loggers: Sequence[Logger]) -> None:
        super().__init__()
        names = [type(logger).__name__ for logger in loggers]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(
                f"A LoggersCollection takes one logger of each type, and was given several of "
                f"{', '.join(twice)}."
            )
        self.loggers = list(loggers)

    def create_logger_context(self, rank: int = 0, **options: Any) -> None:
        try:
            for logger in self.loggers:
                logger.create_logger_context(rank, **options)
        except BaseException:
            # Nobody closes what has not been opened as a whole.
            self.destroy_logger_context()
            raise
        self.is_initialized = True

    def destroy_logger_context(self) -> None:
        self.is_initialized = False
        for logger in self.loggers:
            logger.destroy_logger_context()

    def should_log(self, batch_idx: Optional[int] = None) -> bool:
        return any(logger.should_log(batch_idx) for logger in self.loggers)

    def save_hyperparameters(self, params: Mapping[str, Any]) -> None:
        self._require_context("save_hyperparameters()")
        for logger in self.loggers:
            logger.save_hyperparameters(params)

    def log(
        self,
        item: Any,
        identifier: str,
        kind: str = "metric",
        step: Optional[int] = None,
        batch_idx: Optional[int] = None,
        **options: Any,
    ) -> None:
        self._require_context("log()")
        for logger in self.loggers:
            logger.log(item, identifier, kind, step, batch_idx, **options)
