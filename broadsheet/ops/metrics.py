"""Figures of the page store for Prometheus (its text format), and who may read them."""

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
from broadsheet.edge.store.machine import shelf

HOW = {
    "hit": "answered from the store",
    "verified": "answered from the store after its questions were asked again",
    "rendered": "rendered and stored",
    "away": "answered from the store while the database was away",
    "pass": "given to Django",
}


class PageStoreFigures(Collector):
    """All workers' counts of this machine, as they wrote them down within the last second."""

    def collect(self) -> Iterator[Metric]:
        """The metrics."""
        counts = shelf().read_counts()
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
        yield GaugeMetricFamily("broadsheet_page_store_bytes", "What they take.", counts.get(f"{GAUGE}bytes", 0))
        yield GaugeMetricFamily(
            "broadsheet_page_store_budget_bytes", "What they may take, a worker.", settings.EDGE["memory"]
        )


def _by_reason(counts: dict[str, int]) -> dict[str, int]:
    """Reason, less what follows a colon in it (a statement, a parameter) -> count."""
    counts_by_reason: dict[str, int] = defaultdict(int)
    for name, count in counts.items():
        kind, _, reason = name.partition(":")
        if kind == "refused":
            counts_by_reason[reason.partition(":")[0]] += count
    return counts_by_reason


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, to this machine and to whoever sends BROADSHEET_METRICS_TOKEN as a bearer token; else 404."""
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
    # A proxy on this machine says for whom it asks; then the request is not this machine's own.
    names = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")
    is_forwarded = any(name in request.headers for name in names)
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not is_forwarded
