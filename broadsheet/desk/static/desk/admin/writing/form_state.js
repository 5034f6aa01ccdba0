// The current content of a form, including text that its editors have not yet put into their fields.
window.deskWriting = {};
((writing) => {
  // Fields that the person does not write: those that the admin adds to a form, and those that a button adds.
  const OWN = new Set([
    "csrfmiddlewaretoken",
    "next",
    "loaded_revision_id",
    "loaded_revision_created_at",
    "overwrite_revision_id",
    "sent_from",
    "sent_number",
    "read_version",
    "read_schedule",
  ]);
  const DEED = /^(action-|workflow-action-)/;
  const COMMENT_STYLE = /^(COMMENT-|STYLE_RERENDER_)/;

  // Draftail writes its content into its field 250 ms after the last key. This does it now.
  const handOver = (field, known) => {
    const state = field.draftailEditor?.getEditorState?.();
    if (!state || known.get(field) === state.getCurrentContent()) return;
    known.set(field, state.getCurrentContent());
    const raw = window.Draftail.serialiseEditorStateToRaw(state);
    for (const block of raw?.blocks ?? []) {
      block.inlineStyleRanges = block.inlineStyleRanges.filter((range) => !COMMENT_STYLE.test(range.style));
    }
    field.rawContentState = raw;
    field.value = JSON.stringify(raw);
  };

  // A table cell writes to its field when the person leaves it. This does it while they type.
  const tables = new Set();
  window.Handsontable?.hooks.add("afterInit", function register() {
    tables.add(this);
  });
  const handOverCell = (table) => {
    const editor = table.isDestroyed ? null : table.getActiveEditor();
    if (!editor?.isOpened()) return;
    const words = editor.getValue();
    if ((table.getDataAtCell(editor.row, editor.col) ?? "") !== words) table.setDataAtCell(editor.row, editor.col, words);
  };

  const described = (value) => (value instanceof File ? `${value.name} ${value.size} ${value.type}` : value);

  writing.FormState = class {
    constructor(form) {
      this.form = form;
      this.handedOver = new WeakMap();
    }

    flush() {
      tables.forEach(handOverCell);
      for (const field of this.form.elements) handOver(field, this.handedOver);
    }

    // { pairs: [[name, value], ...], text: the same as one string, comments: those of the side panel }. Passwords are left out.
    take() {
      this.flush();
      const secret = new Set([...this.form.elements].filter(({ type }) => type === "password").map(({ name }) => name));
      const all = [...new FormData(this.form)].filter(([name]) => !OWN.has(name) && !DEED.test(name) && !secret.has(name));
      const pairs = all.filter(([name]) => !name.startsWith("comments-")).map(([name, value]) => [name, described(value)]);
      const comments = this.commentsChanged() ? JSON.stringify(all.filter(([name]) => name.startsWith("comments-"))) : "";
      return { pairs, text: JSON.stringify(pairs), comments };
    }

    commentsChanged() {
      const app = this.form.dataset.wInitEventValue ? window.comments?.commentApp : null;
      return Boolean(app?.selectors.selectIsDirty(app.store.getState()));
    }

    // The data of an automatic save: everything except the names of buttons.
    data() {
      const data = new FormData(this.form);
      for (const name of [...data.keys()]) if (DEED.test(name)) data.delete(name);
      return data;
    }

    // Hidden fields that Wagtail's scripts left for an action that was not carried out.
    forgetDeed() {
      this.form.querySelectorAll("input[type=hidden]").forEach((field) => {
        if (DEED.test(field.name)) field.remove();
      });
    }

    // Apply values from the server (ids of new rows), both to the form and to the data that was sent.
    update(updates, pairs) {
      for (const [name, value] of Object.entries(updates ?? {})) {
        const field = this.form.elements.namedItem(name);
        if (field) field.value = value;
      }
      return writing.updated(pairs, updates);
    }
  };

  writing.updated = (pairs, updates) => pairs.map(([name, value]) => [name, updates?.[name] ?? value]);
})(window.deskWriting);
