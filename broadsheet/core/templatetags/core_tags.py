"""Tags for the page shell, and for dates and numbers in the edition's conventions."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from broadsheet.edge import clock

from .. import assets, formats, slots
from ..addresses import canonical
from ..flat_context import flat_context
from ..lite import is_lite, other_edition_url, shell, twin_of

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str) -> SafeString:
    """Everything that higher apps put in the slot `name`; in the text-only edition, rendered with the templates' twins, if any."""
    flat = flat_context(context)
    lite = is_lite(flat.get("request"))
    parts = []
    for filler in slots.fillers(name):
        names = [twin_of(filler.template), filler.template] if lite else filler.template
        parts.append(slots.part_of(filler, flat, names))
    return mark_safe(("\n" if lite else "").join(part for part in parts if part))  # noqa: S308 - each part was rendered, and so escaped, by its template


@register.simple_tag
def stylesheet_url() -> str:
    """The address of the one stylesheet; it changes with its content."""
    return assets.bundle_url("site.css")


@register.simple_tag(takes_context=True)
def canonical_url(context: Context) -> str:
    """The absolute canonical address of the page that is being rendered."""
    return canonical(context["request"])


@register.simple_tag(takes_context=True)
def full_page_url(context: Context) -> str:
    """The address of the full page, for a page of the text-only edition."""
    return other_edition_url(context["request"])


@register.simple_tag(takes_context=True)
def lite_shell(context: Context, name: str) -> SafeString:
    """The `header` or the `footer` of the text-only edition."""
    return shell(flat_context(context), name)


@register.simple_tag
def script_url() -> str:
    """The address of the one script; it changes with its content."""
    return assets.bundle_url("site.js")


def conventions(context: Context) -> formats.Conventions:
    """How the edition of this request writes dates and numbers."""
    edition = getattr(context.get("request"), "edition", None)
    return edition if edition is not None else formats.PlainConventions(get_language() or "en")


def _time(moment: datetime, words: str, by: formats.Conventions) -> SafeString:
    machine = moment.astimezone(by.zone).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', machine, words)


@register.simple_tag(takes_context=True)
def minute(context: Context, moment: datetime | None) -> SafeString | str:
    """`<time>` with date and time, in the edition's zone; nothing for None."""
    if not moment:
        return ""
    by = conventions(context)
    return _time(moment, formats.minute(moment, by), by)


@register.simple_tag(takes_context=True)
def short_minute(context: Context, moment: datetime | None) -> SafeString | str:
    """`<time>` with day and time, for lists; nothing for None. The text-only edition gets the text alone."""
    if not moment:
        return ""
    by = conventions(context)
    if is_lite(context.get("request")):
        return formats.short_minute(moment, by)
    return _time(moment, formats.short_minute(moment, by), by)


@register.simple_tag(takes_context=True)
def day(context: Context, when: date | None) -> SafeString | str:
    """`<time>` with the date alone; nothing for None. The text-only edition gets the text alone."""
    if not when:
        return ""
    if is_lite(context.get("request")):
        return formats.day_date(when, conventions(context))
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), formats.day_date(when, conventions(context)))


@register.simple_tag(takes_context=True)
def today(context: Context) -> str:
    """The date in the masthead."""
    by = conventions(context)
    return formats.long_date(clock.today(by.zone), by)


@register.simple_tag(takes_context=True)
def this_year(context: Context) -> int:
    """The year of the copyright line."""
    return clock.this_year(conventions(context).zone)


@register.filter
def file_size(size: int | None) -> str:
    """A number of bytes as text, such as “12 kB”, with the separators of the active language (SI prefixes)."""
    if size is None:  # the file is gone
        return ""
    by = formats.PlainConventions(get_language() or "en")
    amount, unit = (size / 1e6, "MB") if size >= 1e6 else (size / 1e3, "kB") if size >= 1e3 else (size, "B")
    return f"{formats.number(round(amount, 1), by)}\u00a0{unit}"
