"""Checks that a picture file can be shown: reads its header, then decodes all of it in a separate, limited process.

A decoder that crashes, loops or uses too much memory ends only that process. The process runs
`python -m broadsheet.media.decoding FILE`; its exit code is 0 if a JPEG can be made from the file.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from io import BytesIO
from typing import IO, Any

from PIL import Image, UnidentifiedImageError
from pillow_heif import register_heif_opener

MOST_PIXELS = 100_000_000
LONGEST_SIDE = 65_000  # pixels; about the limit of JPEG (ITU-T T.81, B.2.2: 16 bits a side)
CPU_SECONDS = 5
MEMORY = 2 * 1024**3  # bytes of address space
FORMATS = ("AVIF", "GIF", "HEIF", "JPEG", "PNG", "WEBP")  # Pillow's other readers are never used
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
register_heif_opener()


class UndecodablePicture(ValueError):
    """The file cannot be shown as a picture; `reason` is one of the keys of `forms.REASONS`."""

    def __init__(self, reason: str, *, width: int = 0, height: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.width, self.height = reason, width, height


def check_header(file: IO[bytes]) -> None:
    """Check the file's header without decoding the picture; raises UndecodablePicture."""
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as image:
            width, height = image.size
    except Image.DecompressionBombError as error:
        raise UndecodablePicture("pixels") from error
    except UnidentifiedImageError as error:
        raise UndecodablePicture("kind") from error
    except Exception as error:  # a broken file can make Pillow's readers raise anything
        raise UndecodablePicture("broken") from error
    finally:
        file.seek(0)
    if width < 1 or height < 1:
        raise UndecodablePicture("empty")
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise UndecodablePicture("pixels", width=width, height=height)


def check_decodes(file: IO[bytes]) -> None:
    """Raise UndecodablePicture where no JPEG can be made from the file within the limits."""
    check_header(file)
    with tempfile.NamedTemporaryFile(prefix="broadsheet-picture-") as copy:
        file.seek(0)
        while chunk := file.read(1 << 20):
            copy.write(chunk)
        copy.flush()
        file.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-m", "broadsheet.media.decoding", copy.name],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                timeout=6 * CPU_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise UndecodablePicture("broken") from error
    if done.returncode != 0:
        raise UndecodablePicture("broken")


def shown_as_jpeg(image: Image.Image) -> Image.Image:
    """The picture in a mode that JPEG and WebP support: samples of 16 and 32 bits become 8 bits; nothing else changes."""
    if image.mode.startswith("I"):
        wide = image.convert("I")
        brightest: Any = wide.getextrema()[1]
        scale = 256 if image.mode.startswith("I;16") or brightest > 255 else 1
        return wide.point(lambda value: value / scale).convert("L")
    return image.convert("L") if image.mode == "F" else image


def _decode(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with Image.open(path, formats=FORMATS) as image:
        image.draft("RGB", (2000, 2000))  # a large JPEG is decoded at a reduced size
        image.load()
        small = shown_as_jpeg(image).copy()
    small.thumbnail((64, 64))
    small.convert("RGB").save(BytesIO(), "JPEG")


if __name__ == "__main__":
    try:
        _decode(sys.argv[1])
    except Exception:
        sys.exit(1)
