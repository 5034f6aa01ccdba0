"""Somebody who types as it comes: fields, pauses, Ctrl+S, Publish, the back button, a network that is slow or fails.

At every "Saved", and at the end, the newest revision is what stands on the screen. One session is `Session(...).run()`;
as many as one likes: `python -m tests.journeys.typing --sessions 500`.
"""

import html
import json
import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.journeys.stored_drafts import has_draft_changes, newest, page_number, rows

WORDS = [
    "quay",
    "tide",
    "ferry",
    "rope",
    "harbour",
    "lamp",
    "north",
    "salt",
    "keel",
    "gull",
    "draft",
    "anchor",
    "mast",
    "fog",
    "crew",
    "sail",
]
ON_SCREEN = """() => {
  const value = (name) => document.querySelector(`[name="${name}"]`)?.value ?? "";
  const text = (node) => node.innerText.replace(/\\s+/g, " ").trim();
  return {
    title: value("title"), kicker: value("kicker"), standfirst: value("standfirst"),
    guests: [...document.querySelectorAll("[name^=bylines-][name$=-guest]")]
      .filter((field) => !field.name.includes("__prefix__") && value(field.name.replace("guest", "DELETE")) !== "on")
      .map((field) => field.value),
    texts: [...document.querySelectorAll("[data-contentpath=body] .public-DraftEditor-content")].map(text),
    said: document.getElementById("w-autosave-indicator")?.dataset.wAutosaveStateValue ?? "",
  };
}"""
# What `fetch` does with what the form sends by itself: the next line of the weather, where there is one.
WEATHER = """(() => {
  const plain = window.fetch;
  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  window.fetch = async (address, init = {}) => {
    const weather = JSON.parse(sessionStorage.getItem("weather") ?? "[]");
    if (init.method !== "POST" || !String(address).includes("/admin/pages/") || !weather.length) return plain(address, init);
    const next = weather.shift();
    sessionStorage.setItem("weather", JSON.stringify(weather));
    await wait(next.before ?? 0);
    if (next.fails === "unsent") throw new TypeError("no network");
    if (next.fails === "broken") return new Response("<h1>Server Error (500)</h1>", { status: 500 });
    const answer = await plain(address, init);
    await wait(next.after ?? 0);
    if (next.fails === "unheard") throw new TypeError("no network");
    return answer;
  };
})();"""


def rich_texts(content):
    """Every text of the body that is written in an editor of its own, in order."""
    body = content["body"]
    texts = []
    for block in json.loads(body) if isinstance(body, str) else body:
        value = block["value"]
        if block["type"] == "paragraph":
            texts.append(value)
        elif block["type"] in {"quote", "fact_box"}:
            texts.append(value["text"])
        elif block["type"] == "list":
            texts += [item["value"] if isinstance(item, dict) else item for item in value["items"]]
    return [plain(text) for text in texts]


def plain(text):
    """Without markup, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br/?>|</(p|li|h\d)>", " ", text))).split())


def spaced(seen):
    """The same with single spaces everywhere: a field's ends are trimmed when it is saved."""
    return {name: " ".join(value.split()) if isinstance(value, str) else [" ".join(text.split()) for text in value]
            for name, value in seen.items()}  # fmt: skip


def difference(there, seen):
    """Only what differs, for a person to read; empty where nothing does."""
    if there is None:
        return "nothing is stored"
    lines = []
    for name, value in seen.items():
        pairs = zip(there[name], value, strict=False) if isinstance(value, list) else [(there[name], value)]
        lines += [f"{name}: stored {one!r}, on the screen {other!r}" for one, other in pairs if one != other]
        if isinstance(value, list) and len(value) != len(there[name]):
            lines.append(f"{name}: {len(there[name])} stored, {len(value)} on the screen")
    return "\n".join(lines)


def stored(served, pk):
    """The newest revision in the shape of ON_SCREEN."""
    content = newest(served, pk)
    if content is None:
        return None
    return spaced({
        "title": content["title"],
        "kicker": content["kicker"],
        "standfirst": content["standfirst"],
        "guests": [byline["guest"] for byline in sorted(content["bylines"], key=lambda byline: byline["sort_order"] or 0)],
        "texts": rich_texts(content),
    })  # fmt: skip


@dataclass
class Tally:
    """What happened in all sessions."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name):
        """One more."""
        self.counts[name] = self.counts.get(name, 0) + 1


class Session:
    """One sitting at one story."""

    def __init__(self, page, served, random, tally):
        self.page, self.served, self.random, self.tally = page, served, random, tally
        self.log, self.deeds = [], []

    # --- beginning -------------------------------------------------------------------------------------
    def run(self, steps=None):
        """Type, then wait until it is saved; raises AssertionError with everything that was done."""
        try:
            self._open()
            for _ in range(steps or self.random.randint(2, 4)):
                self._step()
            self._finish()
        except Exception as error:
            raise AssertionError(f"{error}\nwhat was done: {self.log}") from error

    def _open(self):
        if self.random.random() < 0.3:
            self._go(self._new_story_address())
        else:
            known = rows(self.served, "SELECT story.page_ptr_id FROM stories_article AS story JOIN wagtailcore_page AS page"
                         " ON page.id = story.page_ptr_id WHERE page.alias_of_id IS NULL AND page.locale_id ="
                         " (SELECT id FROM wagtailcore_locale WHERE language_code = 'en') ORDER BY page.id LIMIT 12")  # fmt: skip
            self._go(f"/admin/pages/{self.random.choice(known)[0]}/edit/")
        self._set_weather()

    def _new_story_address(self):
        section = rows(self.served, "SELECT id FROM wagtailcore_page WHERE slug = 'world' ORDER BY id")[0][0]
        return f"/admin/pages/add/stories/article/{section}/"

    def _go(self, address):
        self.log.append(f"open {address}")
        self.page.goto(address)
        self.page.locator("form[data-writing] [name=title]").wait_for()
        self._pause(self.random.random() * 0.8)

    def _set_weather(self):
        kind = self.random.choice(["calm", "calm", "slow", "failing"])
        lines = []
        for _ in range(self.random.randint(1, 4)):
            if kind == "slow":
                lines.append({"before": self.random.randint(0, 900), "after": self.random.randint(0, 900)})
            elif kind == "failing":
                lines.append({"after": self.random.randint(0, 300), "fails": self.random.choice(["unsent", "unheard", "broken"])})  # fmt: skip
        self.log.append(f"weather {kind} {lines}")
        self.tally.add(f"weather: {kind}")
        self._evaluate("(lines) => sessionStorage.setItem('weather', JSON.stringify(lines))", lines)

    # --- what the hands do -----------------------------------------------------------------------------
    def _step(self):
        move = self.random.choices(
            [self._type_in_field, self._type_in_text, self._add_byline, self._save, self._back],
            weights=[5, 7, 1, 2, 1],
        )[0]
        self.tally.add(move.__name__.strip("_"))
        move()
        self._pause(self.random.random() ** 3 * 2)
        self._compare_if_saved()

    def _words(self):
        return (
            " " + " ".join(self.random.choices(WORDS, k=self.random.randint(1, 4))) + f" {self.random.randint(1, 999)}"
        )

    def _type(self, words):
        self.log.append(f"type{words}")
        self.page.keyboard.type(words, delay=self.random.choice([0, 0, 5, 30]))

    def _type_in_field(self):
        name = self.random.choice(["title", "kicker", "standfirst"])
        self.log.append(name)
        self.page.locator(f"[name={name}]").focus()
        if name == "kicker":  # it is short
            self.page.keyboard.press("Control+a")
        else:
            self.page.keyboard.press("End" if name == "title" else "Control+End")
        self._type(self._words()[:28])

    def _type_in_text(self):
        texts = self.page.locator("[data-contentpath=body] .public-DraftEditor-content")
        if texts.count() == 0:
            self.page.locator("[data-contentpath=body]").get_by_title("Insert a block").last.click()
            self.page.get_by_role("option", name="Paragraph", exact=True).click()
            texts.first.wait_for()
        self.log.append("text")
        which = texts.nth(self.random.randrange(texts.count()))
        which.focus()
        self.page.keyboard.press("Control+End")
        self._type(self._words())

    def _add_byline(self):
        guests = self.page.locator("[name^=bylines-][name$=-guest]:not([name*=prefix])")
        if guests.count() > 2:
            return
        self.page.get_by_role("button", name="Add Byline").click()
        self.log.append("byline")
        guests.last.focus()
        self._type(self._words()[1:])

    def _save(self):
        self.log.append("Ctrl+S")
        self.page.keyboard.press("Control+s")

    def _pause(self, seconds):
        self.log.append(f"{seconds:.2f} s")
        self.page.wait_for_timeout(seconds * 1000)

    def _screen(self):
        return spaced(self._evaluate(ON_SCREEN))

    def _evaluate(self, script, *arguments):
        for _ in range(5):
            try:
                return self.page.evaluate(script, *arguments)
            except PlaywrightError:  # a form that lacks its headline comes back as a page of its own
                self.page.locator("form[data-writing] [name=title]").wait_for()
        raise AssertionError("the page does not come to rest")

    # --- leaving ----------------------------------------------------------------------------------------
    def _back(self):
        """Away with whatever is not saved, and here again."""
        self._evaluate("sessionStorage.removeItem('weather')")
        before, address = self._screen(), self.page.url
        self.log.append("away")
        self.page.goto("/admin/desk/writing/signed-in/")
        self._open_again(address, before)

    def _open_again(self, address, before):
        self._go(address)
        before.pop("said")
        until = time.monotonic() + 12
        while time.monotonic() < until:
            offered = self.page.get_by_role("button", name="Put them back")
            if offered.count():
                self.log.append("put back")
                self.tally.add("put back")
                with self.page.expect_navigation():
                    offered.first.click()
                self.page.locator("form[data-writing] [name=title]").wait_for()
                self.page.wait_for_timeout(100)
            seen = self._screen()
            seen.pop("said")
            if seen == before:
                return
            self.page.wait_for_timeout(150)
        raise AssertionError(f"after coming back (on the screen: before)\n{difference(seen, before)}")

    def _publish(self):
        posts = []
        self.page.on(
            "request", lambda asked: posts.append(asked) if "action-publish" in (asked.post_data or "") else None
        )
        before, address = self._screen(), self.page.url
        self.log.append("Publish")
        self._evaluate("window.isOldPage = true")
        self.page.get_by_role("button", name="Publish", exact=True).click()
        for _ in range(3):
            try:
                self.page.wait_for_function(
                    "() => !window.isOldPage && document.querySelector('.messages li')", timeout=9_000
                )
                break
            except PlaywrightTimeout:
                assert self.page.locator(".writing-notice:not([hidden])").count(), "Publish led nowhere"
                self.log.append("Publish again")
                self.page.wait_for_timeout(1500)
                self.page.get_by_role("button", name="Publish", exact=True).click()
        if not posts:  # a Save that was under way came back with the page, and Publish follows it by itself
            self.tally.add("published after a Save that was refused")
            self.page.wait_for_function("() => window.isOldPage === undefined", timeout=9_000)
            self._wait_for(posts)
        assert len(posts) == 1, f"Publish was sent {len(posts)} times"
        if "validation errors" in self.page.locator(".messages").inner_text():
            self.tally.add("publishing refused")
            return
        self.tally.add("published")
        self.page.wait_for_timeout(300)
        pk = page_number(address) if "/edit/" in address else rows(self.served, "SELECT max(id) FROM wagtailcore_page")[0][0]  # fmt: skip
        before.pop("said")
        lost = difference(stored(self.served, pk), before)
        assert not lost, f"published\n{lost}"
        assert not has_draft_changes(self.served, pk), "live + draft, though nobody changed anything"
        self.done = True

    def _wait_for(self, posts):
        until = time.monotonic() + 20
        while not posts and time.monotonic() < until:
            self.page.wait_for_timeout(100)
        self.page.wait_for_load_state("networkidle")
        self.page.locator(".messages li").first.wait_for()

    # --- looking ----------------------------------------------------------------------------------------
    def _compare_if_saved(self):
        seen = self._screen()
        if seen.pop("said") == "saved":
            self.tally.add("saved, compared")
            lost = difference(stored(self.served, page_number(self.page.url)), seen)
            assert not lost, f"it says “Saved”\n{lost}"

    def _demand_headline(self):
        if not self._screen()["title"]:  # no draft is kept without one
            self.page.locator("[name=title]").focus()
            self._type(self._words()[1:])

    def _finish(self):
        self.done = False
        self._demand_headline()
        if self.random.random() < 0.3:
            self._publish()
        if self.done:
            return
        self._evaluate("sessionStorage.removeItem('weather')")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            self._demand_headline()
            seen = self._screen()
            if seen.pop("said") in {"saved", "idle"} and "/edit/" in self.page.url:
                lost = difference(stored(self.served, page_number(self.page.url)), seen)
                assert not lost, f"at the end\n{lost}"
                self.tally.add("sessions")
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"never saved: {self._screen()}; {self.page.locator('.writing-notice').all_inner_texts()}")
