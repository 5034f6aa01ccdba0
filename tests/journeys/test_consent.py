"""What a reader's browser asks of others, and keeps, before a choice, after it, and after it is taken back."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.pages.visit import OF_COLOUR, axe

pytestmark = pytest.mark.browser

STORY, PLAIN = "/culture/harbour-songs-online/", "/city/council-approves-harbour-expansion/"
PROVIDERS = re.compile(r"https://(stats\.example\.org|www\.youtube-nocookie\.com|player\.vimeo\.com)/")
TURN = """
from broadsheet.readers.models import Privacy
privacy = Privacy.load()
privacy.media, privacy.analytics = {media!r}, {analytics!r}
privacy.analytics_address, privacy.analytics_site = "https://stats.example.org", "3"
privacy.full_clean()
privacy.save()
"""
MEASURES = """document.cookie = "_pk_id.3=seen; Path=/"; new Image().src = "https://stats.example.org/matomo.php?" + _paq[1][1];"""


@pytest.fixture
def everything_on(served):
    served.python(TURN.format(media=["youtube", "vimeo"], analytics="matomo"))
    yield
    served.python(TURN.format(media=[], analytics="none"))


class Watched:
    """A reader whose browser's every request is written down; providers are stubs on this machine."""

    def __init__(self, page):
        self.page, self.asked, self.complaints = page, [], []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.context.route(PROVIDERS, self._answer)

    def _answer(self, route):
        if route.request.url.endswith("/matomo.js"):
            route.fulfill(body=MEASURES, content_type="text/javascript")
        else:
            route.fulfill(body="<p>film</p>", content_type="text/html")

    def hosts(self):
        """Everybody else who was asked since the last question."""
        others = {urlsplit(url).netloc for url in self.asked if not url.startswith(("http://127.0.0.1", "data:"))}
        self.asked.clear()
        return others

    def cookies(self):
        return {cookie["name"] for cookie in self.page.context.cookies()}

    def read(self, path=STORY):
        """Open a page and go through the whole of it."""
        self.page.goto(path, wait_until="networkidle")
        if self.page.locator("figure.embed").count():
            self.page.locator("figure.embed").first.scroll_into_view_if_needed()
        self.page.wait_for_timeout(500)

    @property
    def notice(self):
        return self.page.get_by_role("region", name="Your consent")


@pytest.fixture
def watched(reader):
    return Watched(reader)


def test_where_nothing_is_turned_on_nobody_is_asked(watched):
    watched.read()
    assert watched.notice.count() == 0
    assert watched.hosts() == set()
    assert watched.cookies() == set()
    watched.page.get_by_role("contentinfo").get_by_role("link", name="Privacy choices").click()
    expect(watched.page.get_by_role("main")).to_contain_text("There is nothing to choose")
    assert watched.page.get_by_role("button").filter(has_text="Agree").count() == 0


def test_before_a_choice_nothing_loads_and_nothing_is_kept(everything_on, watched):
    for path in ("/", STORY, "/consent/", "/city/"):
        watched.read(path)
        if path != "/consent/":
            expect(watched.notice).to_be_visible()
    assert watched.hosts() == set()
    assert watched.cookies() == set()
    watched.read()
    watched.page.keyboard.press("Escape")
    expect(watched.notice).to_be_visible()
    assert watched.page.evaluate("getComputedStyle(document.body).overflow") == "visible"


def test_refusing_is_as_easy_as_agreeing(everything_on, watched):
    watched.read(PLAIN)
    refuse, agree = (watched.notice.get_by_role("button", name=name) for name in ("Refuse all", "Agree to all"))
    looks = "(b) => [b.offsetWidth, b.offsetHeight, ...['color', 'backgroundColor', 'fontSize', 'fontWeight', 'borderColor'].map((n) => getComputedStyle(b)[n])]"
    assert refuse.evaluate(looks) == agree.evaluate(looks)
    refuse.click()
    expect(watched.notice).to_be_hidden()
    watched.read()
    expect(watched.notice).to_be_hidden()
    assert watched.hosts() == set()
    assert watched.cookies() == {"consent"}


@pytest.mark.parametrize(
    ("purpose", "hosts", "frames"),
    [
        ("Embedded media", {"www.youtube-nocookie.com", "player.vimeo.com"}, 1),
        ("Measurement of visits", {"stats.example.org"}, 0),
    ],
)
def test_agreeing_to_one_purpose_loads_that_one_alone_and_taking_it_back_ends_it(
    everything_on, watched, purpose, hosts, frames
):
    watched.read()
    watched.notice.get_by_role("link", name="Choose one by one").click()
    watched.page.get_by_label(purpose).check()
    watched.page.get_by_role("button", name="Save the ticked ones").click()
    expect(watched.page.get_by_label(purpose)).to_be_checked()
    watched.read()
    asked = watched.hosts()
    assert asked
    assert asked <= hosts
    assert watched.page.locator("figure.embed iframe").count() == frames
    if frames:
        assert "autoplay" not in watched.page.locator("figure.embed iframe").get_attribute("src")
    assert watched.cookies() == ({"consent"} if frames else {"consent", "_pk_id.3"})
    watched.page.get_by_role("contentinfo").get_by_role("link", name="Privacy choices").click()
    watched.page.get_by_role("button", name="Refuse all").click()
    expect(watched.page.get_by_role("main")).to_contain_text("You refused everything")
    watched.hosts()
    watched.read()
    assert watched.hosts() == set()
    assert watched.cookies() == {"consent"}
    assert watched.complaints == []


def test_agreeing_to_all_takes_effect_without_leaving_the_page(everything_on, watched):
    watched.read()
    watched.hosts()
    watched.notice.get_by_role("button", name="Agree to all").click()
    expect(watched.page.locator("figure.embed iframe")).to_be_attached()
    watched.page.wait_for_timeout(300)
    assert "stats.example.org" in watched.hosts()
    assert watched.complaints == []


def test_global_privacy_control_is_a_refusal_without_a_question(everything_on, watched):
    watched.page.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {value: true})")
    watched.read()
    expect(watched.notice).to_be_hidden()
    assert watched.hosts() == set()
    assert watched.cookies() == set()


def test_without_script_a_choice_is_made_on_its_page(everything_on, browser, served):
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(PLAIN)
    expect(page.locator("[data-consent]")).to_be_hidden()
    page.get_by_role("contentinfo").get_by_role("link", name="Privacy choices").click()
    page.get_by_role("button", name="Refuse all").click()
    expect(page.get_by_role("main")).to_contain_text("You refused everything")
    assert {cookie["name"] for cookie in context.cookies()} == {"consent"}
    context.close()


@pytest.mark.parametrize(("edition", "width"), [("", 390), ("/ar", 390), ("", 1440), ("/ar", 1440)])
def test_the_question_fits_the_screen_and_axe_finds_nothing(everything_on, watched, edition, width):
    page = watched.page
    page.set_viewport_size({"width": width, "height": 844})
    for path in (f"{edition}/", f"{edition}/consent/"):
        page.emulate_media(color_scheme="light")
        page.goto(path)
        assert axe(page) == []
        page.emulate_media(color_scheme="dark")
        assert axe(page, OF_COLOUR) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{edition}/")
    box = page.locator("[data-consent]").bounding_box()
    assert box["height"] <= 0.6 * 844 + 1
