"""The child process of `find_story_safely`: sets its own limits, reads one page, writes one line of JSON.

Its standard input is a line of JSON with the page's url and charset, then the page's bytes.
"""

import json
import resource
import sys

from broadsheet.imports.markup.tree import UnreadablePage
from broadsheet.imports.page.extract import find_story
from broadsheet.imports.page.source import SavedPage

CPU_SECONDS = 5
MEMORY_BYTES = 900 * 1024 * 1024


def main() -> None:
    """Answers with `{"story": ...}` or `{"refusal": "one sentence"}`. A process that exceeds a limit is killed."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    head, _, html = sys.stdin.buffer.read().partition(b"\n")
    page = json.loads(head)
    answer: dict[str, object]
    try:
        answer = {"story": find_story(SavedPage(html, page["url"], page["charset"])).as_message()}
    except UnreadablePage as refusal:
        answer = {"refusal": str(refusal)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
