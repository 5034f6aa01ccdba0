// Words that the server has not confirmed, on this device: by user and form, for seven days, until sign-out.
((writing) => {
  const PREFIX = "desk-writing:";
  const DAYS = 7 * 24 * 3600 * 1000;
  // Another tab that is open looks at its own words every few seconds; older ones nobody looks at.
  const OPEN_ELSEWHERE = 15_000;

  const keys = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    } catch {
      return []; // the browser keeps nothing
    }
  };
  const read = (key) => {
    try {
      return { key, ...JSON.parse(localStorage.getItem(key)) };
    } catch {
      return { key, at: 0 };
    }
  };

  writing.kept = {
    // Whether this device could keep them. `words`: { path, pairs, base, number, sentIn, saves }
    keep(user, formId, words) {
      try {
        localStorage.setItem(`${PREFIX}${user}:${formId}`, JSON.stringify({ at: Date.now(), seenAt: Date.now(), formId, ...words }));
        return true;
      } catch {
        return false; // no room, or forbidden
      }
    },
    drop(user, formId) {
      try {
        localStorage.removeItem(`${PREFIX}${user}:${formId}`);
      } catch {
        // then there is nothing to remove either
      }
    },
    of(user) {
      return keys()
        .filter((key) => key.startsWith(`${PREFIX}${user}:`))
        .map(read)
        .sort((one, other) => other.at - one.at);
    },
    isOpenElsewhere: (words) => !words.closed && Date.now() - words.seenAt < OPEN_ELSEWHERE,
    any: () => keys().length > 0,
    wipe() {
      keys().forEach((key) => localStorage.removeItem(key));
    },
    forgetOld() {
      keys().forEach((key) => {
        if (!(Date.now() - read(key).at < DAYS)) localStorage.removeItem(key);
      });
    },
  };
})(window.deskWriting);
