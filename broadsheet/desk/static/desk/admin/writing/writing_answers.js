// How the queue handles the server's answers, and what the person sees meanwhile.
((writing) => {
  const MOST = 30; // seconds between two tries
  const SIGNED_OUT = new Set(["ended", "other_user"]);
  const WAITING = new Set([...SIGNED_OUT, "offline", "broken", "busy"]);

  const answers = {
    async hear(heard, sent, asVersion) {
      if (heard.kind === "saved") {
        await this.adopt(heard.answer, sent, asVersion);
        return "";
      }
      if (heard.kind === "late") return ""; // a newer version has been saved
      this.refused = sent.text; // the server may accept what was typed since
      const isOurs = heard.kind === "invalid_revision" && this.unanswered.size > 1;
      if (!["offline", "broken", "busy"].includes(heard.kind) && !isOurs) this.unanswered.clear();
      this.fail(isOurs ? { kind: "busy" } : heard);
      return this.problem;
    },

    // After a request without an answer, find out whether it was saved. Returns false if that is not possible now.
    async learnWhatWasSaved() {
      if (this.unanswered.size === 0 && !SIGNED_OUT.has(this.problem)) return true;
      const state = await writing.ask({ forms: [this.id] });
      if (state.kind !== "state") {
        this.fail(state);
        return false;
      }
      const saved = state.forms[this.id];
      if (saved?.is_taken) {
        this.fail({ kind: "busy" });
        return false;
      }
      const sent = saved && this.unanswered.get(saved.number);
      if (sent) await this.adopt(saved.answer, sent, false);
      this.unanswered.clear();
      return true;
    },

    // The server has `sent`. From now on the form is compared with it.
    async adopt(answer, sent, asVersion) {
      this.unanswered.clear();
      if (answer.revision_id) {
        this.base = { id: String(answer.revision_id), created_at: answer.revision_created_at ?? "" };
        this.overwrites = asVersion ? "" : this.base.id;
      }
      const pairs = this.state.update(answer.field_updates, sent.pairs);
      this.confirmed = { pairs, text: JSON.stringify(pairs), comments: sent.comments };
      if (answer.url) {
        this.form.setAttribute("action", answer.url);
        window.history.replaceState(null, "", answer.url);
      }
      this.toHydrate = answer.hydrate_url ?? this.toHydrate;
      await this.hydrate();
      const partials = this.form.querySelector("[data-w-autosave-target=partials]");
      if (partials && answer.html) partials.innerHTML = answer.html;
      this.recover();
      await new Promise((resolve) => {
        requestAnimationFrame(resolve);
        setTimeout(resolve, 100);
      });
      this.dispatch("w-autosave:success", { response: answer, data: answer, timestamp: new Date() });
      this.hasSaved = true;
      this.look();
    },

    // Turn the form of a new page into the form of an existing page. Wagtail provides the missing parts around it.
    async hydrate() {
      if (!this.toHydrate) return;
      const partials = this.form.querySelector("[data-w-autosave-target=partials]");
      const answer = await fetch(this.toHydrate).catch(() => null);
      if (!answer?.ok || answer.redirected || !partials) return;
      partials.innerHTML = await answer.text();
      this.toHydrate = "";
    },

    fail(heard) {
      this.problem = heard.kind;
      this.failures += 1;
      this.retryAt = Date.now() + 1000 * Math.min(MOST, SIGNED_OUT.has(heard.kind) ? 4 : 2 ** this.failures);
      if (heard.kind === "busy") return;
      this.tell(heard);
      this.dispatch("w-autosave:error", {
        text: heard.words ?? writing.words[heard.kind] ?? "",
        type: heard.kind,
        error: new Error(heard.kind),
      });
      if (heard.kind === "invalid_revision") this.dispatch("w-autosave:deactivated", { error: new Error(heard.kind) });
    },

    // `undone`: that a press had no effect. It is told until a button is pressed again, also after the words were saved.
    tell(heard) {
      const isKept = this.keptOnDevice !== false ? writing.words.kept : writing.words.not_kept;
      const sentences = [writing.words[heard.kind] ?? heard.words, this.keptOnDevice === undefined ? "" : isKept, this.undone];
      const links = [];
      if (heard.kind === "ended") links.push([writing.words.sign_in, writing.words.sign_in_url]);
      if (heard.kind === "invalid_revision") links.push([writing.words.see_saved, this.address]);
      this.notice.tell(heard.kind, sentences.filter(Boolean).join(" "), links);
    },

    recover() {
      Object.assign(this, { problem: "", failures: 0, retryAt: 0 });
      if (this.undone) this.notice.tell("undone", this.undone);
      else this.notice.clear();
    },

    // Somebody has signed in again, or the network is back: do not wait for the next try.
    tryNow() {
      if (WAITING.has(this.problem)) this.retryAt = 0;
      this.look();
    },

    // The status at the top. It says "Saved" only for text that the server has.
    indicate(differs) {
      const indicator = document.getElementById("w-autosave-indicator");
      if (!indicator || !this.saves) return;
      let word = this.hasSaved ? "saved" : "idle";
      if (differs) word = this.problem && this.problem !== "busy" ? "paused" : "saving";
      if (indicator.dataset.wAutosaveStateValue !== word) indicator.dataset.wAutosaveStateValue = word;
    },
  };
  Object.assign(writing.WritingQueue.prototype, answers);
})(window.deskWriting);
