// The form is sent as a whole page, as Wagtail's buttons do: the last step of a deed.
((writing) => {
  const SENT = "desk-writing-sent"; // in this tab: what a whole page was sent with
  const GIVEN_UP = 90_000; // milliseconds after which a page that did not come is not waited for

  Object.assign(writing.Deeds.prototype, {
    pass(button, newest) {
      const { queue, form } = this;
      const now = queue.state.take();
      queue.number += 1;
      this.setField("sent_from", queue.id);
      this.setField("sent_number", queue.number);
      if (newest) {
        this.setField("loaded_revision_id", newest.id); // the version that this person knows of
        this.setField("loaded_revision_created_at", newest.created_at);
      }
      if (queue.differs(now)) queue.keep(now, { closed: true, sentIn: queue.number });
      writing.remembersSending(queue.id, queue.number, queue.path);
      window.history.replaceState({ ...window.history.state, [SENT]: queue.id }, "");
      queue.isLeaving = true;
      this.passing = {};
      button?.removeAttribute("disabled"); // a disabled button is not sent, and Wagtail disables what was pressed
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

  // Who goes back to the form in which something new was made finds what was made of it: sent again, it would be made twice.
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
    window.location.replace(made);
  };

  writing.remembersSending = (id, number, path) => sessionStorage.setItem(SENT, JSON.stringify({ id, number, path }));

  writing.remembersPress = (press) => {
    const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
    if (sent) sessionStorage.setItem(SENT, JSON.stringify({ ...sent, press }));
  };

  // A form that came back with errors goes on under the name that it was sent with.
  writing.comesBack = (path) => {
    const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
    sessionStorage.removeItem(SENT);
    return sent?.path === path ? sent : null;
  };
})(window.deskWriting);
