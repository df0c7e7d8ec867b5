"""A timer that epoll can wait for: its own timeout counts whole milliseconds, too coarse here."""

from __future__ import annotations

import ctypes
import os
import time

_NONBLOCK = 0o4000
_CLOEXEC = 0o2000000
_ABSOLUTE = 1


class _Moment(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


class _Setting(ctypes.Structure):
    _fields_ = (("interval", _Moment), ("value", _Moment))


class Timer:
    """A Linux timerfd. It is readable from the moment it was set to until it is set anew."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fd: int = self._libc.timerfd_create(time.CLOCK_MONOTONIC, _NONBLOCK | _CLOEXEC)
        if self._fd < 0:
            raise OSError(ctypes.get_errno(), "timerfd_create")
        self._setting = _Setting()

    def fileno(self) -> int:
        return self._fd

    def set(self, at: float) -> None:
        """`at`: a reading of `time.monotonic()`; one in the past makes it readable at once."""
        value = self._setting.value
        seconds = int(at)
        value.seconds = seconds
        value.nanoseconds = max(1, int((at - seconds) * 1e9))
        code = self._libc.timerfd_settime(
            self._fd, _ABSOLUTE, ctypes.byref(self._setting), ctypes.c_void_p(None)
        )
        if code < 0:
            raise OSError(ctypes.get_errno(), "timerfd_settime")

    def close(self) -> None:
        os.close(self._fd)
