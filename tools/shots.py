"""Makes sheets of screenshots of a running site: `make shots` (the demo must be running).

    python -m tools.shots [--address http://127.0.0.1:8000] [--out .shots] [--only front,article] [--width 390,1440]

Pages: front, section, article, person, search if there is one, gallery, 404. Widths 390, 768, 1080 and 1440 px, light
and dark, in English, German, Russian and Arabic. One sheet per page, scheme and language, with the widths side by side.
"""

from __future__ import annotations

import argparse
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.chromium import ARGUMENTS, chromium_path

LANGUAGES = ("en", "de", "ru", "ar")
WIDTHS = (390, 768, 1080, 1440)
TALLEST = 2600  # pixels; a sheet shows no more of a page


def main() -> None:
    """Take them all."""
    options = _options()
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for language in options.languages.split(","):
            pages = _addresses(browser, options.address, language)
            for name, address in pages.items():
                if options.only and name not in options.only.split(","):
                    continue
                for scheme in options.schemes.split(","):
                    path = out / f"{name}-{language}-{scheme}.png"
                    _sheet(browser, address, scheme, [int(width) for width in options.width.split(",")]).save(path)
                    print(path)
        browser.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--out", default=".shots")
    parser.add_argument("--only", default="")
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--schemes", default="light,dark")
    parser.add_argument("--width", default=",".join(map(str, WIDTHS)))
    return parser.parse_args()


def _addresses(browser: Browser, site: str, language: str) -> dict[str, str]:
    """The pages of an edition, found from the front as a reader would find them."""
    prefix = "" if language == "en" else f"/{language}"
    page = browser.new_page()
    page.goto(f"{site}{prefix}/")
    section = page.locator(".section-bar a").first.get_attribute("href")
    article = page.locator(".lead-package .card--lead .card__headline a").first.get_attribute("href")
    page.goto(f"{site}{article}")
    person = page.locator(".byline a").first.get_attribute("href")
    page.close()
    return {
        "front": f"{site}{prefix}/",
        "section": f"{site}{section}",
        "article": f"{site}{article}",
        "person": f"{site}{person}",
        "gallery": f"{site}{prefix}/gallery/",
        "404": f"{site}{prefix}/no-such-page/",
    }


def _sheet(browser: Browser, address: str, scheme: Literal["dark", "light"], widths: list[int]) -> Image.Image:
    shots = []
    for width in widths:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.goto(address)
        _load_pictures(page)
        shots.append(Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB"))
        page.close()
    height = min(TALLEST, max(shot.height for shot in shots))
    sheet = Image.new("RGB", (sum(widths) + 40 * (len(widths) - 1), height), "#808080")
    place = 0
    for shot in shots:
        sheet.paste(shot.crop((0, 0, shot.width, min(shot.height, height))), (place, 0))
        place += shot.width + 40
    return sheet


def _load_pictures(page: Page) -> None:
    """Make lazy pictures load, which otherwise happens when they are scrolled to."""
    page.evaluate(
        """async () => {
            for (const image of document.images) image.loading = "eager";
            await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
            await document.fonts.ready;
        }"""
    )


if __name__ == "__main__":
    main()
