// The only queue in which a form's text goes to the server. `confirmed` is the text that the server says it has, not the text
// in the form when the answer arrives. A difference from it is sent again.
((writing) => {
  const PAUSE = 700; // milliseconds without a change before text is sent
  const AT_LATEST = 5_000; // milliseconds; text is also saved if the person never pauses
  const STUCK = new Set(["invalid_revision", "locked", "refused", "validation_error"]);
  const UNTIL_CHANGED = new Set(["locked", "validation_error"]);

  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  writing.WritingQueue = class {
    constructor(form, saves) {
      Object.assign(this, { form, saves, state: new writing.FormState(form), notice: new writing.Notice(form) });
      const value = (name) => form.elements.namedItem(name)?.value ?? "";
      this.base = { id: value("loaded_revision_id"), created_at: value("loaded_revision_created_at") };
      Object.assign(this, { id: newId(), number: 0, unanswered: new Map(), overwrites: "", toHydrate: "" });
      Object.assign(this, { problem: "", failures: 0, retryAt: 0, sending: null, isLeaving: false, deedUnderway: false });
      this.confirmed = this.seen = this.state.take();
      this.changedAt = this.firstChangeAt = 0;
    }

    get address() {
      return this.form.getAttribute("action") || window.location.pathname;
    }

    get path() {
      return new URL(this.address, window.location).pathname;
    }

    get page() {
      return /\/pages\/(\d+)\/edit\//.exec(this.path)?.[1] ?? "";
    }

    differs(now) {
      return now.text !== this.confirmed.text || (now.comments !== "" && now.comments !== this.confirmed.comments);
    }

    // Looks at the form, keeps unconfirmed text on this device, and sends it when it is time.
    look() {
      if (this.isLeaving) return;
      const now = this.state.take();
      const time = Date.now();
      if (now.text !== this.seen.text || now.comments !== this.seen.comments) {
        this.seen = now;
        this.changedAt = time;
        this.firstChangeAt ||= time;
      }
      if (UNTIL_CHANGED.has(this.problem) && now.text !== this.refused) this.problem = "";
      const differs = this.differs(now);
      this.indicate(differs);
      if (!differs) return this.settle();
      this.keep(now);
      const isDue = time - this.changedAt >= PAUSE || time - this.firstChangeAt >= AT_LATEST;
      if (isDue && this.told !== now.text) {
        this.told = now.text;
        this.dispatch("w-unsaved:add", { type: "edits" });
      }
      if (isDue && this.mayBegin(time)) this.save();
    }

    mayBegin(time) {
      return this.saves && !this.sending && !this.deedUnderway && time >= this.retryAt && !STUCK.has(this.problem);
    }

    settle() {
      this.firstChangeAt = 0;
      if (this.told) this.dispatch("w-unsaved:clear");
      this.told = "";
      if (this.keptOnDevice !== undefined) writing.kept.drop(writing.words.user, this.id);
      this.keptOnDevice = undefined;
    }

    // `sentIn`: the number under which exactly this text was sent; 0 if it was not sent.
    keep(now, more = {}) {
      const sentIn = more.sentIn ?? [...this.unanswered].find(([, sent]) => sent.text === now.text)?.[0] ?? 0;
      const isSame = this.keptOnDevice !== undefined && this.keptText === now.text && this.keptSentIn === sentIn;
      if (isSame && !more.closed && Date.now() - this.keptAt < 5_000) return;
      const { path, base, number, saves } = this;
      const words = { path, base, number, sentIn, saves, pairs: now.pairs, ...more };
      this.keptOnDevice = writing.kept.keep(writing.words.user, this.id, words);
      Object.assign(this, { keptText: now.text, keptSentIn: sentIn, keptAt: Date.now() });
    }

    // One save after another. `asVersion`: the save becomes a revision of its own in the history.
    save(asVersion = false) {
      this.sending ??= this.saveOnce(asVersion).finally(() => {
        this.sending = null;
      });
      return this.sending;
    }

    async saveOnce(asVersion) {
      if (!(await this.learnWhatWasSaved())) return this.problem;
      const now = this.state.take();
      const data = this.state.data();
      this.number += 1;
      const fields = {
        sent_from: this.id,
        sent_number: this.number,
        loaded_revision_id: this.base.id,
        loaded_revision_created_at: this.base.created_at,
      };
      if (this.overwrites && !asVersion) fields.overwrite_revision_id = this.overwrites;
      for (const [name, value] of Object.entries(fields)) if (value) data.set(name, value);
      if (!this.dispatch("w-autosave:save", { formData: data })) return "";
      this.unanswered.set(this.number, now);
      this.keep(now);
      return this.hear(await writing.send(this.address, data), now, asVersion);
    }

    dispatch(type, detail = {}) {
      return this.form.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable: true, detail }));
    }
  };
})(window.deskWriting);
