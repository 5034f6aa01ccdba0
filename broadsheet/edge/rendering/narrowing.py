"""Which rows of a table a query can depend on, as far as its SQL says so.

A SELECT with the condition `"byline"."article_id" = 7` gives the same result whatever happens to the bylines of other
articles, so it need not run again for them. Only the plainest form is understood: one SELECT, conditions joined by AND,
the table named once. Any other query counts as depending on every row.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..changes.watching import key_columns

_EQUALS = re.compile(r'"(\w+)"\."(\w+)" = %s')
_JOINED = re.compile(r'"(\w+)"\."(\w+)" = "(\w+)"\."(\w+)"')
_NOT_PLAIN = re.compile(r"\b(?:OR|NOT|CASE|EXISTS|UNION|EXCEPT|INTERSECT|OUTER)\b")


@lru_cache(maxsize=4096)
def narrowed(sql: str) -> dict[str, int]:
    """Table -> the number of the parameter that its key column (`WatchRule.owner`, else the primary key) must equal."""
    head, keyword, tail = sql.partition(" WHERE ")
    plain = f"{head} {tail}".replace(" IS NOT NULL", "")
    if not keyword or "%%" in sql or sql.count("SELECT") != 1 or _NOT_PLAIN.search(re.sub(r'"[^"]*"', "", plain)):
        return {}
    columns = key_columns()
    before = head.count("%s")
    fixed = {(match[1], match[2]): before + tail[: match.start()].count("%s") for match in _EQUALS.finditer(tail)}
    for one, its, other, others in _JOINED.findall(head):
        for this, that in (((one, its), (other, others)), ((other, others), (one, its))):
            if this in fixed:
                fixed.setdefault(that, fixed[this])
    return {
        table: number
        for (table, column), number in fixed.items()
        if columns.get(table) == column and len(re.findall(rf'"{table}"(?!\.)', head)) == 1
    }
