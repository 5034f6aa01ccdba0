document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-embed-play]");
  const figure = link?.closest("[data-embed]");
  if (!figure || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.src = figure.dataset.embed;
  frame.title = figure.querySelector(".embed__offer p")?.textContent ?? "";
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  figure.replaceChildren(frame);
  frame.focus();
});
