"""Pieces: the parts that pages consist of, each compressed once.

A piece is a deflate segment (RFC 1951) that ends on a byte boundary and is not the last block (`Z_FULL_FLUSH`). The gzip form
of a page (RFC 1952) is therefore the segments of its pieces one after the other, an empty last block, and the CRC-32 of the
whole, combined from those of the pieces.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # gzip, deflate, no name, no time, best compression, any system
_LAST_BLOCK = b"\x03\x00"
_POLYNOMIAL = 0xEDB88320  # of CRC-32, bits reversed


class Piece(NamedTuple):
    """Some bytes of a page. `only_if`: keys; the piece is shown unless every one of them is the page's own key."""

    length: int  # bytes, uncompressed
    crc: int
    digest: bytes  # 16 bytes, of the uncompressed bytes
    segment: bytes
    only_if: tuple[int, ...] | None = None


class ComposedBody(NamedTuple):
    """A page as it is sent: the parts of its gzip form, its length uncompressed, and its strong ETag (RFC 9110, 8.8)."""

    parts: tuple[bytes, ...]
    length: int
    digest: str

    def gzipped(self) -> bytes:
        """The gzip form."""
        return b"".join(self.parts)

    def plain(self) -> bytes:
        """The bytes uncompressed."""
        return zlib.decompress(self.gzipped(), wbits=31)


def piece_of(content: bytes, only_if: tuple[int, ...] | None = None) -> Piece:
    """`content`, compressed."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    segment = deflate.compress(content) + deflate.flush(zlib.Z_FULL_FLUSH)
    digest = hashlib.blake2b(content, digest_size=16).digest()
    return Piece(len(content), zlib.crc32(content), digest, segment, only_if)


def chosen(pieces: Iterable[Piece], without: int | None) -> list[Piece]:
    """The pieces of a list that are shown on a page that leaves out the key `without`."""
    return [piece for piece in pieces if piece.only_if is None or any(key != without for key in piece.only_if)]


def compose(pieces: Sequence[Piece]) -> ComposedBody:
    """The page that consists of these pieces in this order."""
    crc = length = 0
    for piece in pieces:
        crc = _combined_crc(crc, piece.crc, piece.length)
        length += piece.length
    end = _LAST_BLOCK + struct.pack("<LL", crc, length & 0xFFFFFFFF)
    digest = hashlib.blake2b(b"".join(piece.digest for piece in pieces), digest_size=16).hexdigest()
    return ComposedBody((_HEAD, *(piece.segment for piece in pieces), end), length, digest)


def _combined_crc(first: int, second: int, length: int) -> int:
    """The CRC-32 of two joined byte strings, from the CRC-32 of each and the second's length (zlib's crc32_combine)."""
    return _times(_shift_by(length), first) ^ second


@lru_cache(maxsize=4096)
def _shift_by(length: int) -> int:
    """x to the power of 8 * `length`, modulo CRC-32's polynomial."""
    result, square = 1 << 31, 1 << 30  # 1 and x, bits reversed
    bits = 8 * length
    while bits:
        if bits & 1:
            result = _times(square, result)
        square = _times(square, square)
        bits >>= 1
    return result


def _times(one: int, other: int) -> int:
    """The product of two polynomials over GF(2), modulo CRC-32's."""
    product, bit = 0, 1 << 31
    while one:
        if one & bit:
            product ^= other
            one ^= bit
        bit >>= 1
        other = (other >> 1) ^ _POLYNOMIAL if other & 1 else other >> 1
    return product
