"""Whether a picture file can be shown: its header first, then decoded whole in a process of its own with bounds.

A decoder that crashes, loops or takes all memory ends that process and nothing else. Run as
`python -m broadsheet.media.decoding FILE`, it is that process: it ends with 0 where a JPEG can be made of the file.
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
LONGEST_SIDE = 65_000  # what JPEG can hold (ITU-T T.81, B.2.2: 16 bits a side)
CPU_SECONDS = 5
MEMORY = 2 * 1024**3  # bytes of address space
FORMATS = ("AVIF", "GIF", "HEIF", "JPEG", "PNG", "WEBP")  # no other reader of Pillow's gets to see a file
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
register_heif_opener()


class UndecodablePicture(ValueError):
    """The file cannot be shown as a picture; `reason` is one of the keys of `forms.REASONS`."""

    def __init__(self, reason: str, *, width: int = 0, height: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.width, self.height = reason, width, height


def check_header(file: IO[bytes]) -> None:
    """Raises Undecodable for what the first bytes tell; nothing is decoded."""
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as image:
            width, height = image.size
    except Image.DecompressionBombError as error:
        raise UndecodablePicture("pixels") from error
    except UnidentifiedImageError as error:
        raise UndecodablePicture("kind") from error
    except Exception as error:  # Pillow's readers raise whatever a broken file leads them to
        raise UndecodablePicture("broken") from error
    finally:
        file.seek(0)
    if width < 1 or height < 1:
        raise UndecodablePicture("empty")
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise UndecodablePicture("pixels", width=width, height=height)


def check_decodes(file: IO[bytes]) -> None:
    """Raises Undecodable where no JPEG can be made of the whole file within the bounds."""
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
    """The picture in a mode that JPEG and WebP have: 16 and 32 bits a sample become 8, and nothing else changes."""
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
        image.draft("RGB", (2000, 2000))  # a large JPEG is decoded to what is looked at
        image.load()
        small = shown_as_jpeg(image).copy()
    small.thumbnail((64, 64))
    small.convert("RGB").save(BytesIO(), "JPEG")


if __name__ == "__main__":
    try:
        _decode(sys.argv[1])
    except Exception:
        sys.exit(1)
