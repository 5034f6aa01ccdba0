// Text that was kept and never confirmed is offered when its form is opened again.
((writing) => {
  const LOOK_AGAIN = 16_000;

  // Drop kept text that the server does have. Returns the rest, and what was saved from their forms.
  const unconfirmed = async (queue) => {
    const { user } = writing.words;
    const all = writing.kept.of(user);
    if (all.length === 0) return [];
    const state = await writing.ask({ page: queue.page, forms: all.map((words) => words.formId) });
    if (state.kind !== "state") return all.map((words) => ({ words }));
    const known = all.map((words) => ({ words, saved: state.forms[words.formId] }));
    const isSaved = ({ words, saved }) => words.sentIn > 0 && saved?.number >= words.sentIn;
    known.filter(isSaved).forEach(({ words }) => writing.kept.drop(user, words.formId));
    if (known.some((entry) => isSaved(entry) && belongs(queue, entry)) && isOlder(queue, state.newest)) return showSaved(queue);
    return known.filter((entry) => !isSaved(entry));
  };

  // Text that was saved after this page was made but before it could ask: it is missing in the form.
  const isOlder = ({ base }, newest) =>
    Boolean(newest && base.id) && (String(newest.id) !== base.id || newest.created_at !== base.created_at);

  const showSaved = (queue) => {
    if (!queue.differs(queue.state.take())) {
      queue.isLeaving = true;
      window.location.reload();
    }
    return [];
  };

  const belongs = (queue, { words, saved }) => words.path === queue.path || saved?.answer?.url === queue.path;

  const setField = (field, values) => {
    if (field.draftailEditor) {
      field.draftailEditor.onChange(window.Draftail.createEditorStateFromRaw(JSON.parse(values[0] ?? "null")));
    } else if (["checkbox", "radio"].includes(field.type)) {
      field.checked = values.includes(field.value);
    } else if (field.type === "select-multiple") {
      for (const option of field.options) option.selected = values.includes(option.value);
    } else if (!["hidden", "file", "submit", "button"].includes(field.type) && values.length) {
      [field.value] = values;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const fill = (form, pairs) => {
    for (const field of [...form.elements]) {
      if (field.name)
        setField(
          field,
          pairs.filter(([name]) => name === field.name).map(([, value]) => value),
        );
    }
  };

  const sendAsPage = (queue, data) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: queue.address, hidden: true });
    for (const [name, value] of data) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    writing.remembersSending(data.get("sent_from"), Number(data.get("sent_number")), queue.path);
    document.body.append(form);
    form.submit();
  };

  // A form with automatic saving gets the text from the server, as its newest draft. Any other form is filled in, for the person to save.
  const putBack = async (queue, { words, saved }) => {
    if (!words.saves || !queue.saves) {
      fill(queue.form, words.pairs);
      return writing.kept.drop(writing.words.user, words.formId);
    }
    const data = new FormData();
    writing.updated(words.pairs, saved?.answer?.field_updates).forEach(([name, value]) => data.append(name, value));
    if (queue.base.id) {
      data.set("loaded_revision_id", queue.base.id);
      data.set("loaded_revision_created_at", queue.base.created_at);
    }
    data.set("sent_from", words.formId);
    data.set("sent_number", words.number + 1);
    const heard = await writing.send(queue.address, data);
    if (heard.kind === "saved") {
      writing.kept.drop(writing.words.user, words.formId);
      queue.isLeaving = true;
      return window.location.assign(heard.answer.url ?? queue.address);
    }
    if (heard.kind !== "validation_error") return queue.tell(heard);
    queue.isLeaving = true;
    data.set("sent_number", words.number + 2);
    return sendAsPage(queue, data);
  };

  const isChangedSince = (queue, words) => words.base?.id && words.base.id !== queue.base.id;

  writing.offerKeptWords = async (queue) => {
    const { user } = writing.words;
    for (const entry of await unconfirmed(queue)) {
      const { words } = entry;
      if (words.formId === queue.id || !belongs(queue, entry)) continue;
      if (writing.kept.isOpenElsewhere(words)) {
        setTimeout(() => writing.offerKeptWords(queue), LOOK_AGAIN);
        continue;
      }
      if (JSON.stringify(words.pairs) === queue.confirmed.text) {
        writing.kept.drop(user, words.formId);
        continue;
      }
      const when = new Date(words.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
      const sentence = writing.words.offered.replace("%s", when);
      writing.offer(queue.form, isChangedSince(queue, words) ? `${sentence} ${writing.words.offered_changed}` : sentence, [
        [writing.words.put_back, () => putBack(queue, entry)],
        [writing.words.throw_away, () => writing.kept.drop(user, words.formId)],
      ]);
    }
  };
})(window.deskWriting);
