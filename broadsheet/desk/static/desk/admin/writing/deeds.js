// Handles Save, Publish, Approve and every other button: each comes last in the queue, and is sent once.
((writing) => {
  const wait = (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    });

  writing.Deeds = class {
    constructor(queue) {
      Object.assign(this, { queue, form: queue.form, passing: null, current: null, knowsOfOthers: false });
      this.form.addEventListener("submit", (event) => this.submitted(event), { capture: true });
      this.form.submit = () => this.begin(null); // Wagtail's workflow dialogs call this to send the form
    }

    submitted(event) {
      if (this.passing) {
        this.passing.event = event;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      this.begin(event.submitter);
    }

    // A second press while the first is being sent does nothing. Publish after Save waits for the Save.
    async begin(button) {
      const isSave = this.isPlainSave(button);
      if (this.current && (isSave || !this.current.isSave || this.current.isFollowed)) return;
      if (this.current) {
        this.current.isFollowed = true;
        await this.current.done;
      }
      if (this.queue.isLeaving) {
        if (button?.name) writing.remembersPress(button.name); // the page is leaving; the press is carried out when it comes back
        return;
      }
      this.current = { isSave, done: this.carryOut(button, isSave) };
      await this.current.done;
    }

    async carryOut(button, isSave) {
      const { queue } = this;
      Object.assign(queue, { deedUnderway: true, undone: "" });
      try {
        await this.settle();
        if (!isSave || !(await this.saveHere())) await this.sendPage(button, isSave);
      } finally {
        if (!queue.isLeaving) {
          this.form.inert = false;
          queue.deedUnderway = false;
          this.current = null;
          this.calm(button);
        }
      }
    }

    isPlainSave(button) {
      const isDeed = button?.name?.startsWith("action-") || this.form.querySelector("input[type=hidden][name^=action-]");
      return this.queue.saves && !isDeed && !["invalid_revision", "locked"].includes(this.queue.problem);
    }

    // Bring the content that a field's own script still holds into the form: half a tag, a slug made from a headline.
    async settle() {
      const field = document.activeElement;
      if (field instanceof HTMLInputElement && this.form.contains(field)) field.blur();
      for (let times = 0, before = ""; times < 8; times += 1) {
        const now = this.queue.state.take().text;
        if (now === before) break;
        before = now;
        await wait(150);
      }
      await this.queue.sending;
    }

    // Saving does not leave the page. Returns false if the page must be loaded again to show errors.
    async saveHere() {
      const { queue } = this;
      const isNew = queue.base.id === "";
      const problem = isNew || queue.differs(queue.state.take()) ? await queue.save(true) : "";
      if (problem === "") queue.hasSaved = true;
      queue.look();
      return problem !== "validation_error";
    }

    // If Publish is pressed while a Save that must show errors is being sent, Publish replaces the Save.
    async sendPage(button, isSave) {
      const { queue } = this;
      const isOvertaken = () => isSave && this.current?.isFollowed;
      for (let times = 0; times < 5 && !(await queue.learnWhatWasSaved()); times += 1) {
        if (queue.problem !== "busy") return this.notDone({ kind: queue.problem });
        await wait(1_000);
      }
      const state = await writing.ask({ page: queue.page });
      if (state.kind !== "state") return this.notDone(state);
      if (this.isChangedByOthers(state.newest)) {
        this.knowsOfOthers = true;
        return this.notDone({ kind: "invalid_revision" });
      }
      if (isOvertaken()) return undefined;
      this.form.inert = true; // anything typed from here on would be lost with the page
      await this.settle();
      return isOvertaken() ? undefined : this.pass(button, state.newest);
    }

    isChangedByOthers(newest) {
      const isToldByWagtail = document.querySelector("[data-w-session-intercept-value=conflict]");
      const { base } = this.queue;
      if (!newest || !base.id || this.knowsOfOthers || isToldByWagtail) return false;
      return String(newest.id) !== base.id || newest.created_at !== base.created_at;
    }

    notDone(heard) {
      this.queue.undone = writing.words.not_done;
      this.queue.keep(this.queue.state.take());
      this.queue.fail(heard);
      this.queue.tell(heard);
      this.queue.state.forgetDeed();
    }

    calm(button) {
      const progress = button && window.wagtail.app.getControllerForElementAndIdentifier(button, "w-progress");
      progress?.deactivate();
    }
  };
})(window.deskWriting);
