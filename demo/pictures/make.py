"""Draw the demo's pictures: `python -m demo.pictures.make [STEM ...]` from the root of the repository."""

import importlib
import io
import sys
import tomllib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from difflib import get_close_matches
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image, ImageFilter

from .press import Press

HERE = Path(__file__).parent
MADE = HERE / "made"
BRIEFS = HERE.parent / "pictures.toml"
MODULES = (
    "harbour",
    "sea",
    "streets",
    "rooms",
    "salt",
    "nature",
    "land",
    "portraits",
    "science",
    "stage",
    "culture",
    "sport",
    "maps",
    "plans",
    "routes",
    "charts",
    "series",
)
MOST = 204_000
Scene = Callable[[Press], None]
Brief = dict[str, object]


def briefs() -> dict[str, Brief]:
    """The briefs of the picture desk by stem."""
    with BRIEFS.open("rb") as f:
        return {p["stem"]: p for p in tomllib.load(f)["picture"]}


def scenes() -> dict[str, Scene]:
    """Every scene function by the stem it draws."""
    scenes_by_stem: dict[str, Scene] = {}
    for name in MODULES:
        if (HERE / f"{name}.py").exists():
            scenes_by_stem |= importlib.import_module(f"{__package__}.{name}").SCENES
    return scenes_by_stem


def words_of(brief: Brief) -> tuple[str, str, str]:
    """Caption, maker and rights from the brief."""
    caption = brief.get("caption")
    artist = str(brief.get("credit", "")).split(":", 1)[-1].split("/")[0].split(" for ")[0].strip()
    return (
        caption.get("en", "") if isinstance(caption, dict) else "",
        artist,
        f"\u00a9 {brief.get('copyright_holder', '')}",
    )


def exif_of(brief: Brief) -> Image.Exif:
    """The words as an agency would write them. EXIF allows only ASCII."""
    exif = Image.Exif()
    for tag, value in zip((0x010E, 0x013B, 0x8298), words_of(brief), strict=True):
        plain = value.translate({0x2019: "'", 0x2013: "-", 0xA0: " ", 0xA9: "(c)"})
        exif[tag] = plain.encode("ascii", "replace").decode()
    return exif


def xmp_of(brief: Brief) -> bytes:
    """The same words in XMP (Dublin Core), with all letters."""
    caption, artist, rights = (escape(words) for words in words_of(brief))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{caption}</rdf:li></rdf:Alt></dc:description>'
        f"<dc:creator><rdf:Seq><rdf:li>{artist}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{rights}</rdf:li></rdf:Alt></dc:rights>'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def draw(stem: str) -> tuple[str, int]:
    """Draw one picture and write its file, at the best quality that fits the size limit."""
    brief = briefs()[stem]
    press = Press(stem, str(brief["ratio"]))
    scenes()[stem](press)
    sheet = press.finish(0.7 if brief["kind"] == "chart" else 1.5)
    data, quality = b"", 0
    for soft, quality in (
        (0.0, 84),
        (0.0, 78),
        (0.0, 72),
        (0.0, 66),
        (0.0, 60),
        (0.6, 66),
        (0.6, 60),
        (0.9, 60),
        (0.9, 54),
        (1.1, 52),
    ):
        out = io.BytesIO()
        page = sheet.filter(ImageFilter.GaussianBlur(soft)) if soft else sheet
        page.save(out, "JPEG", quality=quality, progressive=True, optimize=True, exif=exif_of(brief), xmp=xmp_of(brief))
        data = out.getvalue()
        if len(data) <= MOST:
            break
    (MADE / f"{stem}.jpg").write_bytes(data)
    return f"{stem} q{quality}", len(data)


def main(stems: list[str]) -> int:
    """Draw the named pictures, or all of them."""
    known, can = briefs(), scenes()
    for stem in stems:
        if stem not in known:
            near = get_close_matches(stem, known, n=1, cutoff=0)
            print(
                f"There is no picture {stem!r} in demo/pictures.toml. The nearest name is {near[0]!r}.", file=sys.stderr
            )
            return 2
    wanted = stems or list(known)
    missing = [s for s in wanted if s not in can]
    if missing:
        print(f"No scene function draws: {', '.join(missing)}.", file=sys.stderr)
        return 1
    MADE.mkdir(exist_ok=True)
    with ProcessPoolExecutor(max_workers=2) as pool:
        for name, size in pool.map(draw, wanted):
            print(f"{name}: {size // 1000} KB", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
