"""A page as a reader's browser gets it, with everything that it asked for and complained about."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What can only differ between the schemes.
OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
AXE = Axe()
STATUS = {"withdrawn story": 410, "no such page": 404}
# Buttons that only a script can serve are not words that a reader without script lacks.
WORDS_AND_LINKS = """() => {
    const main = document.querySelector("main");
    const links = [...main.querySelectorAll("a[href]")].map((a) => a.getAttribute("href"));
    const buttons = [...main.querySelectorAll("[data-script-only] button")].map((button) => button.innerText).filter(Boolean);
    return [buttons.reduce((words, label) => words.replace(label, ""), main.innerText).replace(/\\s+/g, " ").trim(), links];
}"""


@dataclass
class Visit:
    """What one visit showed."""

    code: str
    name: str
    path: str
    status: int = 0
    lang: str = ""
    dir: str = ""
    requests: list = field(default_factory=list)
    complaints: list = field(default_factory=list)
    violations: dict = field(default_factory=dict)  # "light" or "dark" -> axe's findings
    words: str = ""
    links: list = field(default_factory=list)
    transitions: list = field(default_factory=list)


class Visits:
    """All pages of an edition, visited at the first question."""

    def __init__(self, browser, address, addresses):
        self.browser, self.address, self.addresses = browser, address, addresses
        self._done = {}

    def of(self, code):
        """The visits of an edition, one for each page type."""
        if code not in self._done:
            self._done[code] = [self._visit(code, name, path) for name, path in self.addresses[code].items()]
        return self._done[code]

    @cached_property
    def _context(self):
        return self.browser.new_context(base_url=self.address, viewport={"width": 1280, "height": 900})

    @property
    def cookies(self):
        """The cookies that all the visits left."""
        return self._context.cookies()

    def close(self):
        """Let the browser go."""
        self._context.close()

    def _visit(self, code, name, path):
        visit = Visit(code, name, path)
        page = self._context.new_page()
        page.on("request", lambda request: visit.requests.append(request.url))
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.on("console", lambda message: self._note(visit, message))
        response = page.goto(path)
        visit.status = response.status
        visit.lang, visit.dir = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
        visit.words, visit.links = page.evaluate(WORDS_AND_LINKS)
        visit.violations["light"] = axe(page)
        page.emulate_media(color_scheme="dark")
        visit.violations["dark"] = axe(page, OF_COLOUR)
        page.close()
        return visit

    def _note(self, visit, message):
        its_own_status = visit.name in STATUS and urlsplit(message.location["url"]).path == urlsplit(visit.path).path
        if message.type in {"error", "warning"} and not its_own_status:
            visit.complaints.append(message.text)


def axe(page, rules=None):
    """What axe finds, in words."""
    violations = AXE.run(page, options={"runOnly": rules or TAGS, "resultTypes": ["violations"]}).response["violations"]
    return [f"{violation['id']}: {node['html'][:200]}" for violation in violations for node in violation["nodes"][:5]]
