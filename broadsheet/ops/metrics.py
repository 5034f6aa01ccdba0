"""Metrics of the page store in Prometheus's text format, with access control."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from broadsheet.edge.store.disk_store import GAUGE
from broadsheet.edge.store.machine import disk_store

HOW = {
    "hit": "answered from the store",
    "verified": "answered from the store after its queries were run again",
    "rendered": "rendered and stored",
    "away": "answered from the store while the database was away",
    "pass": "passed on to Django",
}


class PageStoreFigures(Collector):
    """The counts of all workers of this machine, which each worker saves once a second."""

    def collect(self) -> Iterator[Metric]:
        """The metrics."""
        counts = disk_store().read_counts()
        answers = CounterMetricFamily(
            "broadsheet_page_store_answers", "Requests by how they were answered.", labels=["how"]
        )
        for how in HOW:
            answers.add_metric([how], counts.get(how, 0))
        yield answers
        refused = CounterMetricFamily(
            "broadsheet_page_store_refused", "Renders that were not stored, by reason.", labels=["reason"]
        )
        for reason, count in sorted(_by_reason(counts).items()):
            refused.add_metric([reason], count)
        yield refused
        yield GaugeMetricFamily(
            "broadsheet_page_store_entries", "Pages and fragments in memory.", counts.get(f"{GAUGE}pages", 0)
        )
        yield GaugeMetricFamily(
            "broadsheet_page_store_bytes",
            "Memory that pages and fragments take, in bytes.",
            counts.get(f"{GAUGE}bytes", 0),
        )
        yield GaugeMetricFamily(
            "broadsheet_page_store_budget_bytes", "Memory that they may take in each worker.", settings.EDGE["memory"]
        )


def _by_reason(counts: dict[str, int]) -> dict[str, int]:
    """The count by reason, without the part of a reason after a colon (a statement, a parameter)."""
    counts_by_reason: dict[str, int] = defaultdict(int)
    for name, count in counts.items():
        kind, _, reason = name.partition(":")
        if kind == "refused":
            counts_by_reason[reason.partition(":")[0]] += count
    return counts_by_reason


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics, for clients on this machine and clients with BROADSHEET_METRICS_TOKEN as a bearer token; 404 for others."""
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry()
    if settings.EDGE["is_on"]:
        registry.register(PageStoreFigures())
    response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_read(request: HttpRequest) -> bool:
    token = settings.SITE_ENV.metrics_token
    sent = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(sent.encode(), f"Bearer {token}".encode()):
        return True
    # A header of a proxy means that the request comes from elsewhere, through a proxy on this machine.
    names = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")
    is_forwarded = any(name in request.headers for name in names)
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not is_forwarded
