// Requests to the server. An answer is { kind, ... }. The kinds are: saved, state, invalid_revision, locked,
// validation_error, busy, late, ended (not signed in), other_user, refused, offline, broken.
((writing) => {
  const PATIENCE = 20_000; // milliseconds after which a connection counts as dead

  const reach = async (address, init) => {
    const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest", ...init.headers };
    try {
      const answer = await fetch(address, { ...init, headers, signal: AbortSignal.timeout(PATIENCE) });
      return { answer, body: await answer.text() };
    } catch {
      return { answer: null, body: "" };
    }
  };

  const parsed = (body) => {
    try {
      return JSON.parse(body);
    } catch {
      return null;
    }
  };

  const takeToken = (token) => {
    window.wagtailConfig.CSRF_TOKEN = token;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => {
      field.value = token;
    });
  };

  // Asks who is signed in, which revision of a page is newest, and what was saved from these forms. Gets a fresh token.
  writing.ask = async ({ page = "", forms = [] } = {}) => {
    const query = new URLSearchParams(forms.map((id) => ["form", id]));
    if (page) query.set("page", page);
    const { answer, body } = await reach(`${writing.words.state_url}?${query}`, {});
    if (!answer) return { kind: "offline" };
    if (answer.status === 403 || answer.redirected) return { kind: "ended" };
    const state = answer.ok ? parsed(body) : null;
    if (!state) return { kind: "broken" };
    if (state.user !== writing.words.user) return { kind: "other_user" };
    takeToken(state.token);
    return { kind: "state", ...state };
  };

  const post = async (address, data) => {
    const headers = { [window.wagtailConfig.CSRF_HEADER_NAME]: window.wagtailConfig.CSRF_TOKEN };
    data.set("csrfmiddlewaretoken", window.wagtailConfig.CSRF_TOKEN);
    const { answer, body } = await reach(address, { method: "POST", body: data, headers });
    if (!answer) return { kind: "offline" };
    if (answer.status === 403 || answer.redirected) return { kind: "forbidden" };
    const told = parsed(body);
    if (told?.success) return { kind: "saved", answer: told };
    if (told?.error_code) {
      const known = ["invalid_revision", "locked", "validation_error", "busy", "late"].includes(told.error_code);
      return { kind: known ? told.error_code : "broken", words: told.error_message };
    }
    return { kind: "broken" };
  };

  // Sends a form's data by script. If that is forbidden, finds out why: signing in elsewhere invalidates old tokens.
  writing.send = async (address, data) => {
    const first = await post(address, data);
    if (first.kind !== "forbidden") return first;
    const state = await writing.ask();
    if (state.kind !== "state") return state;
    const second = await post(address, data);
    return second.kind === "forbidden" ? { kind: "refused" } : second;
  };
})(window.deskWriting);
