// Keeps the readiness panel current: after each save, also an automatic one, it asks the server what the story still lacks.
(() => {
  const refresh = async (url) => {
    const panel = document.querySelector("[data-readiness]");
    if (!panel || !url) return;
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { missing, words } = await answer.json();
    const list = panel.querySelector("[data-readiness-list]");
    list.replaceChildren(...missing.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    panel.querySelector("[data-readiness-state]").textContent = missing.length ? list.dataset.missingWords : panel.dataset.readyWords;
    panel.querySelector("[data-readiness-words]").textContent = words;
  };
  document.addEventListener("w-autosave:success", (event) => {
    const panel = document.querySelector("[data-readiness]");
    const pk = event.detail?.response?.pk;
    const url = panel?.dataset.readinessUrl ?? (pk ? panel?.dataset.readinessPattern?.replace("0", pk) : null);
    refresh(url);
  });
})();
