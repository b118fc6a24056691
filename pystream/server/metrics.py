"""A worker's figures as Prometheus names them, and the figures of several in one exposition."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from typing import TYPE_CHECKING

import msgspec
from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric

from pystream.server.siblings import Report
from pystream.server.tallies import BOUNDS_S, Histogram, Tally

if TYPE_CHECKING:
    from pystream.server.hub import Hub

_BOUNDS = [*map(str, BOUNDS_S), "+Inf"]


class _Family(msgspec.Struct, array_like=True):
    """One metric of one worker, as it travels: samples are (name, labels, value)."""

    name: str
    kind: str
    help: str
    samples: list[tuple[str, dict[str, str], float]]


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[_Family]).decode


class Metrics:
    """The figures of the worker that `hub` is.

    Args:
        number: its place among the workers behind one port.
    """

    def __init__(self, hub: Hub, number: int) -> None:
        self._hub = hub
        self._number = number
        self._started = time.time()
        # Counted by the process itself, and not in prometheus_client's own registry: an app may use that.
        registry = CollectorRegistry()
        self._process = [ProcessCollector(registry=registry), GCCollector(registry=registry)]

    def report(self) -> Report:
        """All of them, to be merged with other workers'."""
        families = [
            _Family(
                metric.name,
                metric.type,
                metric.documentation,
                [
                    (sample.name, dict(sample.labels), float(sample.value))
                    for sample in metric.samples
                    if not sample.name.endswith("_created")
                ],
            )
            for metric in self._collect()
        ]
        return Report(self._number, self._started, _encode(families))

    def _collect(self) -> Iterator[Metric]:
        hub = self._hub
        build = GaugeMetricFamily("pystream_build_info", "What runs; 1", labels=["version", "python"])
        build.add_metric([metadata.version("pystream"), platform.python_version()], 1)
        yield build
        yield GaugeMetricFamily("pystream_draining", "1 while the worker stops", value=float(hub.draining))
        for name, (text, value) in hub.gauges().items():
            yield GaugeMetricFamily(f"pystream_{name}", text, value=value)
        yield from _calls({**hub.dispatcher.tallies()})
        tallies = hub.tallies
        published = CounterMetricFamily("pystream_events_published", "Events published", labels=["event"])
        for name, count in tallies.published.items():
            published.add_metric([name], count)
        yield published
        for name, text, count in (
            ("events_delivered", "Events handed to tabs", tallies.delivered),
            ("events_dropped", "Events that a slow reader did not get", tallies.dropped),
            ("slow_readers", "Readers cut off because they read too slowly", tallies.cut_off),
            ("backend_reconnects", "How often the backend was lost and came back", tallies.healed),
        ):
            yield CounterMetricFamily(f"pystream_{name}", text, value=count)
        lag = HistogramMetricFamily("pystream_event_loop_lag_seconds", "How late the event loop is")
        lag.add_metric([], *_buckets(tallies.lag))
        yield lag
        for collector in self._process:
            yield from collector.collect()


def _calls(tallies: dict[str, Tally]) -> Iterator[Metric]:
    calls = CounterMetricFamily("pystream_calls", "Calls that ended", labels=["action", "outcome"])
    took = HistogramMetricFamily("pystream_call_seconds", "How long calls took", labels=["action"])
    for action, tally in tallies.items():
        calls.add_metric([action, "ok"], sum(tally.counts) - tally.failures.total())
        for outcome, count in tally.failures.items():
            calls.add_metric([action, outcome], count)
        took.add_metric([action], *_buckets(tally))
    yield calls
    yield took


def _buckets(histogram: Histogram) -> tuple[Sequence[tuple[str, float]], float]:
    total = 0
    buckets = []
    for bound, count in zip(_BOUNDS, histogram.counts, strict=True):
        total += count
        buckets.append((bound, float(total)))
    return buckets, histogram.seconds


class _Merged:
    """The reports of several workers; each sample gets the label `worker`."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self._metrics: dict[str, Metric] = {}
        for report in reports:
            for name, kind, text, samples in map(msgspec.structs.astuple, _decode(report.content)):
                metric = self._metrics.setdefault(name, Metric(name, text, kind))
                for sample, labels, value in samples:
                    metric.add_sample(sample, {**labels, "worker": str(report.number)}, value)

    def collect(self) -> Iterable[Metric]:
        return self._metrics.values()


def exposition(reports: Iterable[Report]) -> bytes:
    """The figures of several workers in Prometheus' text format 0.0.4."""
    return generate_latest(_Merged(reports))
