"""Characters that XML 1.0 allows."""

from __future__ import annotations

import re

# XML 1.0, production 2 (Char): no control characters but tab, line feed and carriage return, no surrogates,
# neither U+FFFE nor U+FFFF.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """`text` without the characters that no XML document may contain, even escaped."""
    return _FORBIDDEN.sub("", text)
