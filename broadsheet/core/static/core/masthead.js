const bar = document.querySelector("[data-masthead-bar]");
const mark = document.querySelector("[data-masthead-mark]");
if (bar && mark && "IntersectionObserver" in window) {
  new IntersectionObserver(([entry]) => {
    const isAbove = !entry.isIntersecting && entry.boundingClientRect.top < 0;
    bar.toggleAttribute("data-stuck", isAbove);
  }).observe(mark);
}
