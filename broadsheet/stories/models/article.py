"""The story."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase
from wagtail.coreutils import find_available_slug
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from broadsheet.core.lite import page_template
from broadsheet.core.public_pages import PublicPage
from broadsheet.core.restrictions import RestrictedPage, open_to_all
from broadsheet.events.page_lock import StoredPlaceMixin
from broadsheet.events.schedule_notice import ScheduledEditingMixin
from broadsheet.media.models import Picture
from broadsheet.media.queries import read_renditions
from broadsheet.search import tables
from broadsheet.search.wagtail_questions import indexed_terms

from ..blocks import StoryBody
from ..editing.forms import ArticleForm
from ..editing.panels import ARTICLE_PANELS
from ..editing.readiness import missing_from
from ..signals import story_saved
from ..text import searchable_text
from .body_page import BodyPage
from .byline import Byline, BylineRole
from .labels import Tag, Topic
from .section import Section
from .withdrawal import Withdrawal, withdrawals_of


class StoryKind(models.TextChoices):
    """What kind a story is. It is shown as the kicker if the editor writes none."""

    NEWS = "news", _("News")
    ANALYSIS = "analysis", _("Analysis")
    FEATURE = "feature", _("Feature")
    OPINION = "opinion", _("Opinion")
    INTERVIEW = "interview", _("Interview")
    EXPLAINER = "explainer", _("Explainer")
    REVIEW = "review", _("Review")


class ArticleTag(ItemBase):
    """A tag on a story."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_articles")
    content_object = ParentalKey("stories.Article", on_delete=models.CASCADE, related_name="tagged_items")


class ArticleQuerySet(PageQuerySet):
    """Stories. Each list is one index scan, however large the archive is."""

    def live_in(self, edition: str) -> ArticleQuerySet:
        """The live stories of an edition that everybody may read, newest first."""
        stories = open_to_all(self.filter(edition=edition, listed_at__isnull=False))
        return stories.order_by("-listed_at", "-page_ptr_id")

    def for_cards(self) -> ArticleQuerySet:
        """Loads the data of cards in a fixed number of queries. The text stays in the database."""
        bylines = Prefetch("bylines", queryset=Byline.objects.select_related("person__locale").order_by("sort_order"))
        return (
            self.select_related("lead_picture", "section", "section__locale", "locale")
            .prefetch_related(bylines)
            .defer("body", "sources")
        )

    def open_by_id(self, ids: Iterable[int]) -> dict[int, Article]:
        """The stories among `ids` that everybody may read, by id, ready for cards, with their renditions."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        stories = {story.pk: story for story in open_to_all(self.filter(pk__in=wanted)).for_cards()}
        read_renditions(story.lead_picture for story in stories.values())
        return stories


class Article(BodyPage, PublicPage, RestrictedPage, ScheduledEditingMixin, StoredPlaceMixin, Page):
    """A story. `title` is its headline; its parent is its section.

    `section`, `edition` and `listed_at` repeat information from the page tree, so that a list of stories is one
    index scan however large the archive is. `save` keeps them up to date.
    """

    objects = PageManager.from_queryset(ArticleQuerySet)()
    slug: str  # of Wagtail's page, which declares no types

    slug_line = models.CharField(
        _("slugline"), max_length=60, blank=True, help_text=_("The newsroom's name for the story, e.g. HARBOUR-VOTE.")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=StoryKind.choices, default=StoryKind.NEWS)
    kicker = models.CharField(_("kicker"), max_length=60, blank=True, help_text=_("A word or two over the headline."))
    short_headline = models.CharField(_("short headline"), max_length=120, blank=True, help_text=_("For tight places."))
    social_headline = models.CharField(_("social headline"), max_length=200, blank=True)
    standfirst = models.TextField(_("standfirst"), blank=True, help_text=_("One or two sentences under the headline."))
    dateline = models.CharField(
        _("dateline"), max_length=80, blank=True, help_text=_("The place that the story is reported from.")
    )
    lead_picture = models.ForeignKey(
        Picture, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("lead picture")
    )
    lead_alt = models.CharField(
        _("alt text here"), max_length=500, blank=True, help_text=_("Only if it differs from the picture's own.")
    )
    lead_caption = models.TextField(
        _("caption here"), blank=True, help_text=_("Only if it differs from the picture's own.")
    )
    body = StreamField(StoryBody(), blank=True, verbose_name=_("text"))
    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("tags"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="articles", verbose_name=_("topics"))
    sources = models.TextField(
        _("sources"),
        blank=True,
        help_text=_("For the desk only: the people and documents that the story relies on. Never published."),
    )
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("If you publish earlier, the story is scheduled for this minute."),
    )
    published_at = models.DateTimeField(
        _("minute of publication"),
        null=True,
        blank=True,
        help_text=_("If left empty, the minute at which you publish."),
    )
    significantly_updated_at = models.DateTimeField(
        _("significantly updated"), null=True, blank=True, help_text=_("Shown to readers. Set it only for real news.")
    )
    in_news_sitemap = models.BooleanField(
        _("in the news sitemap"),
        default=True,
        help_text=_("Search engines list it as news for two days. Untick this for advertorials and service pieces."),
    )
    source_url = models.URLField(_("imported from"), max_length=1000, blank=True)

    section = models.ForeignKey(
        Section,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="articles",
        verbose_name=_("section"),
    )
    edition = models.CharField(max_length=12, editable=False, default="")
    listed_at = models.DateTimeField(null=True, editable=False)  # published_at while live, else NULL

    base_form_class = ArticleForm
    edit_handler = ARTICLE_PANELS
    parent_page_types = ["stories.Section"]
    subpage_types: list[str] = []
    template = "stories/article.html"
    page_description = _("A story: news, feature, analysis, opinion ...")
    # A copy is a new story: it has not been published and has its own dates. Its restrictions are copied.
    exclude_fields_in_copy = ["published_at", "significantly_updated_at", "listed_at"]

    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body_text"),
        index.SearchField("search_terms"),
        index.AutocompleteField("slug_line"),
        index.FilterField("published_at"),
        index.FilterField("edition"),
        index.FilterField("listed_at"),
        index.FilterField("section_id"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            models.Index(fields=["edition", "-listed_at", "-page_ptr"], name="stories_of_an_edition"),
            models.Index(fields=["section", "-listed_at", "-page_ptr"], name="stories_of_a_section"),
            models.Index(fields=["edition", "kind", "-listed_at", "-page_ptr"], name="stories_of_a_kind"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Update the columns and listings that lists are made from."""
        self.set_list_columns()
        is_new = self._state.adding
        try:
            super().save(*args, **kwargs)
        except ValidationError as error:
            if not is_new or set(getattr(error, "error_dict", {})) != {"slug"}:
                raise
            # The form found the address free, but another new story took it before this one was saved.
            self.slug = find_available_slug(self.get_parent(), self.slug)
            super().save(*args, **kwargs)
        # A draft of a live story is saved by naming columns, none of which appears in a list.
        if kwargs.get("update_fields") is None or "listed_at" in kwargs["update_fields"]:
            story_saved.send(Article, story=self)

    def set_list_columns(self) -> None:
        """Set `section`, `edition` and `listed_at` from the tree and the state."""
        if self.path:
            section = self.section_of_tree()
            self.section_id = section.pk if section else None
        self.edition = self.locale.language_code if self.locale_id else ""
        if self.live and self.published_at is None and self.first_published_at:
            self.published_at = self.first_published_at
        self.listed_at = self.published_at if self.live else None

    def section_of_tree(self) -> Section | None:
        """The section that is the story's parent; None if its parent is something else."""
        return Section.objects.filter(path=self.path[: -self.steplen]).first() if self.path else None

    # --- what readers get ------------------------------------------------------------------------
    @property
    def shown_section(self) -> Section | None:
        """Its section, unless that is not published and so not named to readers."""
        return self.section if self.section and self.section.live else None

    @property
    def headline(self) -> str:
        """The headline, in full."""
        return self.title

    @property
    def headline_in_lists(self) -> str:
        """The short headline, or the headline."""
        return self.short_headline or self.title

    @property
    def headline_for_search(self) -> str:
        """The SEO headline, or the headline."""
        return self.seo_title or self.title

    @property
    def headline_for_sharing(self) -> str:
        """The social headline, or the headline."""
        return self.social_headline or self.title

    @property
    def description(self) -> str:
        """The text under the headline in search engines and on sites that share it."""
        return self.search_description or self.standfirst

    @property
    def kicker_or_kind(self) -> str:
        """The kicker, else the kind; plain news has none."""
        if self.kicker:
            return self.kicker
        return "" if self.kind == StoryKind.NEWS else str(StoryKind(self.kind).label)

    @property
    def lead_alt_text(self) -> str:
        """Alt text of the lead picture in this story."""
        return self.lead_alt or (self.lead_picture.alt_text if self.lead_picture else "")

    @property
    def lead_caption_text(self) -> str:
        """Caption of the lead picture in this story."""
        return self.lead_caption or (self.lead_picture.caption if self.lead_picture else "")

    @cached_property
    def byline_groups(self) -> list[tuple[str, list[Byline]]]:
        """(label of the role, its people in order), in the order in which roles first appear."""
        groups: dict[str, list[Byline]] = {}
        for byline in self.bylines.all():
            if byline.name.strip():
                groups.setdefault(byline.role, []).append(byline)
        return [(str(BylineRole(role).label), people) for role, people in groups.items()]

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A story that was published once and is no longer live answers 410, with the reason."""
        if not path_components and not self.live and self.first_published_at:
            return RouteResult(self, kwargs={"is_gone": True})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, is_gone: bool = False, **kwargs: Any) -> TemplateResponse:
        """The story, or the notice that it was withdrawn."""
        if is_gone:
            context = {"withdrawal": self.told_withdrawal(), "section": self.shown_section}
            return TemplateResponse(request, page_template(request, "stories/withdrawn.html"), context, status=410)
        return super().serve(request, *args, **kwargs)

    def told_withdrawal(self) -> Withdrawal | None:
        """The withdrawal to show at the address. None if the story was published again since and then expired or was unpublished."""
        return None if self.live else withdrawals_of([(self.pk, self.alias_of_id, self.last_published_at)]).get(self.pk)

    def standing_withdrawal(self) -> Withdrawal | None:
        """The withdrawal that prevents publishing until an editor brings the story back."""
        return None if self.live or not self.pk else self.withdrawals.filter(lifted_at=None).first()

    # --- what the indexes get -------------------------------------------------------------------------
    def search_terms(self) -> str:
        """The terms for the database's own search; empty on SQLite, which has its own index."""
        if tables.are_here():
            return ""
        names = [byline.name for byline in self.bylines.all()]
        labels = [label.name for label in [*self.topics.all(), *self.tags.all()]]
        text = "\n".join([self.title, self.standfirst, searchable_text(self.body), *names, *labels])
        return indexed_terms(text, self.edition)

    # --- what must hold ----------------------------------------------------------------------------
    def missing_for_publication(self) -> dict[str, str]:
        """Field -> one sentence on what is missing."""
        return missing_from(self)

    def media_used(self) -> tuple[set[int], set[int]]:
        """Ids of the pictures (with the lead picture) and documents that this story shows to readers."""
        pictures, documents = super().media_used()
        return pictures | ({self.lead_picture_id} if self.lead_picture_id else set()), documents
