"""Rules for crawlers: robots.txt (RFC 9309) and the reservation of text and data mining (W3C TDMRep)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from broadsheet.core.addresses import absolute
from broadsheet.editions.queries import all_editions
from broadsheet.editions.switcher import front_url

from .models import Syndication

# Crawlers that collect texts to train or feed AI models. Sources: what their operators publish about them, and
# the list at github.com/ai-robots-txt/ai.robots.txt, as of November 2026. Crawlers that fetch a single page
# because a person asked for it are left out, and so are search engines' own (Googlebot, Applebot, Bingbot),
# which a paper wants to be found by. A name that matches no crawler does no harm.
AI_CRAWLERS = (
    "AI2Bot",
    "Ai2Bot-Dolma",
    "aiHitBot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "bedrockbot",
    "Brightbot",
    "Bytespider",
    "CCBot",
    "ChatGLM-Spider",
    "Claude-Web",
    "ClaudeBot",
    "CloudVertexBot",
    "cohere-ai",
    "cohere-training-data-crawler",
    "Cotoyogi",
    "Crawlspace",
    "DeepSeekBot",
    "Diffbot",
    "FacebookBot",
    "FriendlyCrawler",
    "Google-CloudVertexBot",
    "Google-Extended",
    "GPTBot",
    "ICC-Crawler",
    "ImagesiftBot",
    "img2dataset",
    "Kangaroo Bot",
    "laion-huggingface-processor",
    "LAIONDownloader",
    "meta-externalagent",
    "omgili",
    "omgilibot",
    "PanguBot",
    "PerplexityBot",
    "PetalBot",
    "SBIntuitionsBot",
    "TikTokSpider",
    "Timpibot",
    "VelenPublicWebCrawler",
    "Webzio-Extended",
    "YouBot",
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: allows all but the newsroom, its drafts and search results; names the sitemaps; AI crawlers according to the setting."""
    editions = [edition for edition in all_editions() if edition.is_open]
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /preview/"]
    lines += [f"Disallow: {front_url(edition)}search/" for edition in editions]
    lines += ["Allow: /", ""]
    if not Syndication.load(request_or_site=request).ai_crawlers_welcome:
        lines += [f"User-agent: {name}" for name in AI_CRAWLERS]
        lines += ["Disallow: /", ""]
    lines += [f"Sitemap: {absolute('/sitemap.xml')}", f"Sitemap: {absolute('/sitemap-news.xml')}", ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@require_safe
def tdm_reservation(request: HttpRequest) -> JsonResponse:
    """TDMRep's file: whether the rights of text and data mining are reserved (Directive (EU) 2019/790, Art. 4)."""
    reserved = not Syndication.load(request_or_site=request).ai_crawlers_welcome
    response = JsonResponse([{"location": "/", "tdm-reservation": int(reserved)}], safe=False)
    response.headers["Cache-Control"] = "public, no-cache"
    return response
