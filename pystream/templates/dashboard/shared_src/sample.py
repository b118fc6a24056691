"""What is measured, once a second."""

from dataclasses import dataclass

KEPT = 120


@dataclass
class Sample:
    cpu: float  # percent of one core
    memory: float  # MB, in use by this process
    lag: float  # ms that the event loop came too late
    tabs: int  # open, of everybody
    calls: int  # in the last second
    call_ms: float  # that the slowest of them took
