"""What Prometheus reads: the vitals under the names of `docs/operating.md`, made when it asks."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot import clock
from bot.operations.vitals import ACK_BOUNDS, Backlog, Vitals

PREFIX = "second_look_"


class Metrics(Collector):
    """The vitals of one program; no name or label tells of a server, a member or a choice."""

    def __init__(self, vitals: Vitals, folder: Path) -> None:
        self._vitals = vitals
        self._folder = folder
        self._behind: Backlog | None = None
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def exposition(self, backlog: Backlog | None) -> tuple[bytes, str]:
        """The text that is scraped, and its type; without a `backlog` nothing is told of what waits and is due."""
        self._behind = backlog
        return generate_latest(self._registry), CONTENT_TYPE_LATEST

    def collect(self) -> Iterable[Metric]:
        """Called by prometheus_client at each scrape."""
        yield from self._answers()
        yield from self._requests()
        yield from self._gateway()
        yield from self._backlog()
        yield from self._program()

    def _answers(self) -> Iterator[Metric]:
        vitals = self._vitals
        yield _counter("interactions", "Interactions, by kind and outcome.", ("kind", "outcome"), vitals.interactions)
        bounds = [*(str(bound) for bound in ACK_BOUNDS), "+Inf"]
        sums = [sum(vitals.acks[: place + 1]) for place in range(len(bounds))]
        yield HistogramMetricFamily(
            f"{PREFIX}ack_seconds",
            "Seconds from an interaction's coming to its first answer; Discord takes none after three.",
            buckets=list(zip(bounds, sums, strict=True)),
            sum_value=vitals.ack_seconds,
        )
        why = vitals.unanswered
        yield _counter("unanswered", "Interactions left without an answer, by reason.", ("reason",), why)

    def _requests(self) -> Iterator[Metric]:
        vitals = self._vitals
        yield _counter("http_requests", "Requests to Discord that it answered.", ("route", "status"), vitals.requests)
        yield _gauge("invalid_requests_10m", "Refusals that Discord counts; 10,000 are a ban.", vitals.invalids)
        yield _gauge("cloudflare_paused_seconds", "Seconds until requests may be made again.", vitals.paused_for())

    def _gateway(self) -> Iterator[Metric]:
        vitals, pulse = self._vitals, self._vitals.pulse()
        yield _gauge("gateway_ready", "1 while the gateway is connected and ready.", float(pulse.ready))
        yield _gauge("gateway_latency_seconds", "From a heartbeat to its acknowledgement.", pulse.latency)
        yield _gauge("gateway_last_ack_age_seconds", "Since the last acknowledged heartbeat.", pulse.ack_age)
        yield _gauge("gateway_last_frame_age_seconds", "Since the last frame of any kind.", pulse.frame_age)
        yield _gauge("gateway_last_event_age_seconds", "Since the last event.", pulse.event_age)
        yield _counter("gateway_events_dropped", "Events that could not be read, by name.", ("event",), vitals.dropped)
        yield _counter("resumes", "Sessions taken up again.", (), {(): vitals.resumes})
        yield _gauge("identifies_24h", "Sessions asked for anew in 24 hours; Discord allows 1,000.", vitals.identifies)
        if vitals.session_starts >= 0:
            yield _gauge("session_starts_remaining", "Those still allowed, as told at start.", vitals.session_starts)

    def _backlog(self) -> Iterator[Metric]:
        if self._behind is None:
            return
        waiting, late = _since(self._behind.waiting), _since(self._behind.due)
        yield _gauges(
            "outbox_oldest_seconds", "Since the oldest message waits that is to be posted.", "outbox", waiting
        )
        yield _gauges("job_overdue_seconds", "By which the oldest job that fell due is late.", "job", late)

    def _program(self) -> Iterator[Metric]:
        vitals = self._vitals
        yield _gauges("round_overdue_seconds", "By which a loop is late.", "loop", vitals.overdue())
        yield _gauge("event_loop_lag_seconds", "The event loop's worst lateness since the last scrape.", vitals.lag())
        if self._vitals.backup_age:
            age = self._vitals.backup_age()
            yield _gauge("last_backup_age_seconds", "Since the latest backup, which was checked when made.", age)
        with suppress(OSError):  # of a folder that is gone nothing is known; readyz says so
            usage = shutil.disk_usage(self._folder)
            yield _gauge("disk_free_ratio", "The share of the data's disk that is free.", usage.free / usage.total)


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, what, value)


def _gauges(name: str, what: str, label: str, late: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(PREFIX + name, what, labels=[label])
    for each, seconds in late.items():
        family.add_metric([each], max(seconds, 0.0))
    return family


def _since(moments: Mapping[str, datetime | None]) -> dict[str, float]:
    now = clock.now()
    return {name: (now - moment).total_seconds() if moment else 0.0 for name, moment in moments.items()}


def _counter(name: str, what: str, labels: tuple[str, ...], counts: Mapping[Any, int]) -> Metric:
    family = CounterMetricFamily(PREFIX + name, what, labels=labels)
    for values, count in counts.items():
        family.add_metric([values] if isinstance(values, str) else [str(each) for each in values], count)
    return family
