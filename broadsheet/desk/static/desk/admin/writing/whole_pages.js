// Sends the form as a full page load, as Wagtail's buttons do: the last step of an action.
((writing) => {
  const SENT = "desk-writing-sent"; // key in this tab's storage: the data of the full page load
  const GIVEN_UP = 90_000; // milliseconds to wait for the page to come

  Object.assign(writing.Deeds.prototype, {
    pass(button, newest) {
      const { queue, form } = this;
      const now = queue.state.take();
      queue.number += 1;
      this.setField("sent_from", queue.id);
      this.setField("sent_number", queue.number);
      if (newest) {
        this.setField("loaded_revision_id", newest.id); // the version that this person has seen
        this.setField("loaded_revision_created_at", newest.created_at);
      }
      if (queue.differs(now)) queue.keep(now, { closed: true, sentIn: queue.number });
      writing.remembersSending(queue.id, queue.number, queue.path);
      window.history.replaceState({ ...window.history.state, [SENT]: queue.id }, "");
      queue.isLeaving = true;
      this.passing = {};
      button?.removeAttribute("disabled"); // a disabled button is not sent, and Wagtail disables the pressed one
      HTMLFormElement.prototype.requestSubmit.call(form, button);
      const isStopped = this.passing.event?.defaultPrevented;
      this.passing = null;
      if (isStopped) queue.isLeaving = false;
      else setTimeout(() => this.stay(), GIVEN_UP);
    },

    setField(name, value) {
      const field =
        this.form.elements.namedItem(name) ??
        this.form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
      field.value = value;
    },

    stay() {
      this.form.inert = false;
      Object.assign(this.queue, { isLeaving: false, deedUnderway: false });
      this.current = null;
      this.queue.state.forgetDeed();
    },
  });

  // Somebody who goes back to the form for a new object gets that object's form. Otherwise they would create it twice.
  writing.goToWhatWasMade = async (queue) => {
    const id = window.history.state?.[SENT];
    if (!id) return;
    queue.form.inert = true;
    const state = await writing.ask({ forms: [id] });
    const made = state.forms?.[id]?.answer?.url;
    if (!made || made === queue.path) {
      queue.form.inert = false;
      return;
    }
    queue.isLeaving = true;
    const address = new URL(made, window.location.href);
    const next = new URLSearchParams(window.location.search).get("next"); // where this person came from, and goes back to
    if (next && !address.searchParams.has("next")) address.searchParams.set("next", next);
    window.location.replace(address.href);
  };

  writing.remembersSending = (id, number, path) => sessionStorage.setItem(SENT, JSON.stringify({ id, number, path }));

  writing.remembersPress = (press) => {
    const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
    if (sent) sessionStorage.setItem(SENT, JSON.stringify({ ...sent, press }));
  };

  // A form that came back with errors keeps the name that it was sent with.
  writing.comesBack = (path) => {
    const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
    sessionStorage.removeItem(SENT);
    return sent?.path === path ? sent : null;
  };
})(window.deskWriting);
