// The notice beside the text: one sentence, with links or buttons if needed.
((writing) => {
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const bar = (form) => {
    const made = element("div", { className: "writing-notice", role: "status" });
    form.before(made);
    return made;
  };

  writing.Notice = class {
    constructor(form) {
      this.form = form;
    }

    // `links`: [[words, address], ...]; each opens in a new tab.
    tell(kind, sentence, links = []) {
      this.bar ??= bar(this.form);
      if (this.bar.dataset.kind === kind && this.bar.dataset.sentence === sentence) return;
      Object.assign(this.bar.dataset, { kind, sentence });
      this.bar.replaceChildren(
        element("p", { textContent: sentence }),
        ...links.map(([words, href]) => element("a", { textContent: words, href, target: "_blank", className: "button button-small" })),
      );
      this.bar.hidden = false;
    }

    clear() {
      if (!this.bar) return;
      this.bar.hidden = true;
      delete this.bar.dataset.kind;
    }
  };

  // A question with buttons. `choices`: [[label, action], ...]. It disappears once a button is pressed.
  writing.offer = (form, sentence, choices) => {
    const made = bar(form);
    made.dataset.kind = "offered";
    made.append(element("p", { textContent: sentence }));
    choices.forEach(([words, carryOut]) => {
      const button = element("button", { type: "button", className: "button button-small button-secondary", textContent: words });
      button.addEventListener("click", () => {
        made.remove();
        carryOut();
      });
      made.append(button);
    });
  };
})(window.deskWriting);
