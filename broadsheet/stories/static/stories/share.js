/* Copying, the device's share sheet, and sharing of a selected sentence. */
const clean = (text) => text.replace(/\s+/g, " ").trim();

function wire(root, what) {
  const copy = root.querySelector("[data-share-copy]");
  const sheet = root.querySelector("[data-share-sheet]");
  const said = root.querySelector("[data-share-said]");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(what().copied);
      said.textContent = said.dataset.done;
    } catch {
      said.textContent = said.dataset.failed;
    }
  });
  sheet.hidden = !navigator.share;
  sheet.addEventListener("click", () => navigator.share(what().sheet).catch(() => {}));
}

for (const share of document.querySelectorAll("[data-share]")) {
  const { url, title } = share.dataset;
  wire(share, () => ({ copied: url, sheet: { title, url } }));
}

/* A link to a passage (WICG, Scroll To Text Fragment), in which "-", "," and "&" have a special meaning. */
function fragment(selected) {
  const part = (words) => encodeURIComponent(words).replaceAll("-", "%2D");
  const lines = selected.split(/\n+/).map(clean).filter(Boolean);
  const [first, last] = [lines[0].split(" "), lines.at(-1).split(" ")];
  if (lines.length === 1 && first.length < 12) return `#:~:text=${part(lines[0])}`;
  return `#:~:text=${part(first.slice(0, 4).join(" "))},${part(last.slice(-4).join(" "))}`;
}

const bar = document.querySelector("[data-share] + [data-quote-share]");
const text = document.querySelector(".story__text");
if (bar && text) {
  const { url, title } = bar.previousElementSibling.dataset;
  const said = bar.querySelector("[data-share-said]");
  let quote = { copied: "", sheet: {} };
  let timer;
  wire(bar, () => quote);

  const words = () => {
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed && selection.getRangeAt(0);
    if (!range || !text.contains(range.commonAncestorContainer)) return null;
    const count = clean(String(selection)).length;
    return count >= 10 && count <= 280 ? { range, selected: String(selection) } : null;
  };

  const place = (range) => {
    const box = text.getBoundingClientRect();
    const end = [...range.getClientRects()].at(-1);
    const block = [...text.children].findLast((child) => child !== bar && child.contains(range.endContainer));
    (block ?? text.lastElementChild).after(bar);
    bar.hidden = false;
    const start = Math.min(end.left - box.left, box.width - bar.offsetWidth);
    bar.style.left = `${Math.max(0, start)}px`;
    bar.style.top = `${end.bottom - box.top + 10}px`;
  };

  const show = () => {
    if (bar.contains(document.activeElement)) return;
    const passage = words();
    if (!passage) {
      bar.hidden = true;
      return;
    }
    const quoted = clean(passage.selected);
    const marked = bar.dataset.marks.replace("%s", () => quoted);
    const link = url + fragment(passage.selected);
    const values = { url: link, title, text: `${marked} ${title}`, quote: quoted };
    quote = { copied: `${marked}\n${title}\n${link}`, sheet: { title, text: marked, url: link } };
    for (const service of bar.querySelectorAll("[data-pattern]")) {
      service.rel = "nofollow noopener";
      service.href = service.dataset.pattern.replace(/{(\w+)}/g, (_, name) => encodeURIComponent(values[name]));
    }
    said.textContent = "";
    place(passage.range);
  };

  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 300);
  });
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || bar.hidden) return;
    bar.hidden = true;
    document.activeElement.blur();
  });
}
