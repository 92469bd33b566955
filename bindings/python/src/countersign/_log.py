"""The library's log in Python's."""

from __future__ import annotations

import logging
from typing import Any

from . import _convert as convert
from ._native import countersign_ffi as native

_LEVELS = {
    native.LogLevel.ERROR: logging.ERROR,
    native.LogLevel.WARN: logging.WARNING,
    native.LogLevel.INFO: logging.INFO,
    native.LogLevel.DEBUG: logging.DEBUG,
}


class _Sink(native.LogSink):  # type: ignore[misc]
    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def take(self, record: Any) -> None:
        try:
            self._logger.log(_LEVELS[record.level], "%s", record.text, extra={"rust_target": record.target})
        except Exception:
            raise native.LogFailure.Failed() from None


def log_to(logger: logging.Logger) -> None:
    """Sends what the library logs to ``logger``, as far as its level lets it through now. Once per process.

    Raises ``InternalError`` with ``core.logging_taken`` when it was done before.
    """
    enabled = [level for level, number in _LEVELS.items() if logger.isEnabledFor(number)]
    try:
        native.set_log_sink(_Sink(logger), enabled[-1] if enabled else native.LogLevel.ERROR)
    except native.Fault as fault:
        raise convert.error(fault) from None
