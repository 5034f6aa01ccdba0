// Text that the server has not confirmed, kept on this device by user and form, for seven days or until sign-out.
((writing) => {
  const PREFIX = "desk-writing:";
  const DAYS = 7 * 24 * 3600 * 1000;
  // An open tab looks at its own text every few seconds. Older text belongs to no open tab.
  const OPEN_ELSEWHERE = 15_000;

  const keys = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    } catch {
      return []; // the browser allows no storage
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
    // Returns whether this device could store them. `words`: { path, pairs, base, number, sentIn, saves }
    keep(user, formId, words) {
      try {
        localStorage.setItem(`${PREFIX}${user}:${formId}`, JSON.stringify({ at: Date.now(), seenAt: Date.now(), formId, ...words }));
        return true;
      } catch {
        return false; // storage is full or forbidden
      }
    },
    drop(user, formId) {
      try {
        localStorage.removeItem(`${PREFIX}${user}:${formId}`);
      } catch {
        // without storage there is nothing to remove
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
