// Left and right move by a day, up and down by a week, Home and End to the first and last day with stories.
for (const calendar of document.querySelectorAll("[data-calendar]")) {
  const cells = [...calendar.querySelectorAll("tbody td")];
  const isRtl = getComputedStyle(calendar).direction === "rtl";
  const steps = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1, ArrowDown: 7, ArrowUp: -7 };
  calendar.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const links = [...calendar.querySelectorAll("a")];
    let target = { Home: links[0], End: links.at(-1) }[event.key];
    const step = steps[event.key];
    let place = cells.findIndex((cell) => cell.contains(document.activeElement));
    if (step && place >= 0) {
      do place += step;
      while (cells[place] && !cells[place].querySelector("a"));
      target = cells[place]?.querySelector("a");
    }
    if (!target && !step) return;
    event.preventDefault();
    target?.focus();
  });
}
