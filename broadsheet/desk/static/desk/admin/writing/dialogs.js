// For dialogs that Wagtail's scripts send by themselves, such as "Request changes". If the server refuses the text, the dialog
// says why and can be sent again.
((writing) => {
  const AT_ONCE = 3_000; // milliseconds; a second refusal within them is not caused by an old token

  const formOf = (address) =>
    [...document.querySelectorAll("[role=dialog] form")].find((form) => form.action === new URL(address, window.location).href);

  const release = (form) => {
    form.querySelectorAll("button[data-controller~=w-progress]").forEach((button) => {
      window.wagtail.app.getControllerForElementAndIdentifier(button, "w-progress")?.deactivate();
      button.removeAttribute("disabled");
    });
  };

  const whyNot = async (status) => {
    if (status === 0) return { kind: "offline" };
    if (status !== 403) return { kind: "broken" };
    const state = await writing.ask(); // gets a fresh token, because signing in elsewhere invalidates the dialog's
    return state.kind === "state" ? { kind: "refused", mayTryAgain: true } : state;
  };

  window.jQuery(document).ajaxError(async (_event, answer, { type, url }) => {
    const form = type === "POST" && formOf(url);
    if (!form) return;
    const { kind, mayTryAgain } = await whyNot(answer.status);
    release(form);
    const sentAgainAt = Number(form.dataset.sentAgainAt ?? 0);
    if (mayTryAgain && Date.now() - sentAgainAt > AT_ONCE) {
      form.dataset.sentAgainAt = Date.now();
      window.jQuery(form).trigger("submit");
      return;
    }
    const links = kind === "ended" ? [[writing.words.sign_in, writing.words.sign_in_url]] : [];
    form.deskNotice ??= new writing.Notice(form);
    form.deskNotice.tell(kind, `${writing.words[kind]} ${writing.words.not_done}`, links);
  });
})(window.deskWriting);
