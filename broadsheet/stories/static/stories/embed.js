function play(figure, url) {
  const frame = document.createElement("iframe");
  frame.src = url;
  frame.title = figure.querySelector(".embed__offer p")?.textContent ?? "";
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  figure.replaceChildren(frame);
  return frame;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-embed-play]");
  const figure = link?.closest("[data-embed]");
  if (!figure || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  play(figure, figure.dataset.embed).focus();
});

/* If the reader agreed to a service's players, they load when they come near the viewport. They do not start to play. */
function loadWhatIsAgreed() {
  const agreed = (document.documentElement.dataset.media ?? "").split(" ");
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting || !target.querySelector("[data-embed-play]")) continue;
        near.unobserve(target);
        play(target, target.dataset.embed.replace(/[?&]autoplay=1/, ""));
      }
    },
    { rootMargin: "400px" },
  );
  for (const figure of document.querySelectorAll("[data-embed]")) {
    if (agreed.includes(figure.dataset.service)) near.observe(figure);
  }
}
document.addEventListener("media-agreed", loadWhatIsAgreed);
loadWhatIsAgreed();
