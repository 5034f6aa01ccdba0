"""Pages composed of pieces that were compressed separately."""

import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.edge.rendering.pieces import chosen, compose, piece_of


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=3000), max_size=12))
def test_the_gzip_form_of_a_page_decompresses_to_its_pieces_in_order(contents):
    page = compose([piece_of(content) for content in contents])
    whole = b"".join(contents)
    assert gzip.decompress(page.gzipped()) == page.plain() == whole
    assert page.length == len(whole)
    assert page.gzipped()[-8:] == zlib.crc32(whole).to_bytes(4, "little") + len(whole).to_bytes(4, "little")


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 65_535, 65_536, 1_000_003])
def test_the_checksum_is_right_for_pieces_of_any_size(size):
    page = compose([piece_of(b"before"), piece_of(b"\x00x" * (size // 2) + b"y" * (size % 2)), piece_of(b"after")])
    assert gzip.decompress(page.gzipped()).startswith(b"before")
    assert page.length == size + 11


def test_a_page_of_no_pieces_is_empty():
    assert compose([]).plain() == b""


def test_two_pages_have_the_same_digest_only_if_their_bytes_are_the_same():
    first, second = compose([piece_of(b"a"), piece_of(b"b")]), compose([piece_of(b"b"), piece_of(b"a")])
    assert first.digest != second.digest
    assert first.digest == compose([piece_of(b"a"), piece_of(b"b")]).digest


def test_a_page_leaves_out_only_the_pieces_that_belong_to_its_key_alone():
    head, one, two, both, foot = (
        piece_of(b"<ol>"), piece_of(b"1", (1,)), piece_of(b"2", (2,)), piece_of(b"12", (1, 2)), piece_of(b"</ol>"),
    )  # fmt: skip
    every = [head, one, two, both, foot]
    assert chosen(every, None) == every
    assert chosen(every, 1) == [head, two, both, foot]
    assert chosen(every, 2) == [head, one, both, foot]
    assert chosen(every, 3) == every
    assert chosen([piece_of(b"never", ())], None) == []
