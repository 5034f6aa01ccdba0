// Gives a queue to every form of the admin in which people write. Signing out deletes the text kept on this device.
((writing) => {
  const LOOK_EVERY = 300; // milliseconds
  const SETTLES = 2_000; // milliseconds in which a form's own scripts may still change the form
  const TOUCHES = ["keydown", "pointerdown", "paste", "drop", "beforeinput"];

  const isWrittenIn = (form) =>
    (form.matches("[data-edit-form]") || form.querySelector("textarea, input[type=text], input[type=email], input[type=url]")) &&
    !form.matches(".w-editing-sessions");

  // Wagtail's own scripts for automatic saving leave this form to us.
  const takeOver = (form) => {
    const saves = "wAutosaveIntervalValue" in form.dataset;
    const others = (form.dataset.controller ?? "").split(/\s+/).filter((name) => !["w-unsaved", "w-autosave"].includes(name));
    form.dataset.controller = others.join(" ");
    form.dataset.writing = saves ? "saves" : "keeps";
    return saves;
  };

  // Changes of the form before the person touches the page are not the person's.
  const followUntilTouched = (queue) => {
    const began = Date.now();
    const follow = () => {
      queue.confirmed = queue.seen = queue.state.take();
    };
    const timer = setInterval(() => (Date.now() - began < SETTLES ? follow() : begin()), 100);
    const begin = () => {
      clearInterval(timer);
      TOUCHES.forEach((name) => window.removeEventListener(name, touched, { capture: true }));
      queue.form.removeEventListener("input", begin);
      setInterval(() => queue.look(), LOOK_EVERY);
    };
    const touched = (event) => {
      if (!event.isTrusted) return;
      follow();
      begin();
    };
    TOUCHES.forEach((name) => window.addEventListener(name, touched, { capture: true }));
    queue.form.addEventListener("input", begin);
  };

  const cameBack = (queue) => {
    const sent = writing.comesBack(queue.path);
    if (queue.form.dataset.wUnsavedForceValue !== "true") return followUntilTouched(queue);
    queue.confirmed = { pairs: [], text: "", comments: "" };
    if (sent) Object.assign(queue, { id: sent.id, number: sent.number });
    if (sent?.press) setTimeout(() => queue.form.querySelector(`[name="${CSS.escape(sent.press)}"]`)?.click(), 0);
    setInterval(() => queue.look(), LOOK_EVERY);
  };

  const watchLeaving = (queue, deeds) => {
    let closed = false; // while the page is leaving, nothing new is started
    const keepIfUnsent = () => {
      const now = queue.state.take();
      if (queue.isLeaving || !queue.differs(now)) return false;
      queue.keep(now, { closed });
      return true;
    };
    window.addEventListener("beforeunload", (event) => {
      if (!keepIfUnsent() || !queue.dispatch("w-unsaved:confirm")) return;
      event.preventDefault();
    });
    window.addEventListener("pagehide", () => {
      closed = true;
      keepIfUnsent();
    });
    document.addEventListener("visibilitychange", () => {
      if (closed) return;
      if (document.hidden && keepIfUnsent() && queue.mayBegin(Date.now())) queue.save();
      else queue.tryNow();
    });
    ["online", "focus"].forEach((name) => window.addEventListener(name, () => queue.tryNow()));
    window.addEventListener("pageshow", (event) => {
      closed = false;
      if (!event.persisted) return;
      deeds.stay();
      writing.goToWhatWasMade(queue);
    });
    queue.form.addEventListener("input", () => queue.indicate(true));
  };

  const begin = (form, saves) => {
    const queue = new writing.WritingQueue(form, saves);
    queues.push(queue);
    cameBack(queue);
    watchLeaving(queue, new writing.Deeds(queue));
    writing.offerKeptWords(queue);
    writing.goToWhatWasMade(queue);
  };
  const queues = [];

  window.addEventListener(
    "submit",
    (event) => {
      if (event.target.getAttribute("action") !== writing.words.sign_out_url || !writing.kept.any()) return;
      if (!window.confirm(writing.words.sign_out)) return event.preventDefault();
      queues.forEach((queue) => {
        queue.isLeaving = true;
      });
      writing.kept.wipe();
    },
    { capture: true },
  );

  writing.words = JSON.parse(document.getElementById("desk-writing").textContent);
  writing.kept.forgetOld();
  const forms = [...document.querySelectorAll("#main form[method=post i]")].filter(isWrittenIn).map((form) => [form, takeOver(form)]);
  const start = () => setTimeout(() => forms.forEach(([form, saves]) => begin(form, saves)), 0);
  if (document.readyState === "complete") start();
  else document.addEventListener("DOMContentLoaded", start);
})(window.deskWriting);
