/* Nothing from other sites loads before the reader has agreed, purpose by purpose. The cookie "consent" holds the choice. */
const notice = document.querySelector("[data-consent]");
const OF_MEASUREMENT = /^(_ga|_gid|_gat|_pk_)/;

function agreedBefore() {
  const [, version, purposes] = document.cookie.match(/(?:^|; )consent=([0-9a-f]{8})\.([a-z-]+)\./) ?? [];
  return version === notice.dataset.consent ? purposes.split("-") : null;
}

function measure({ analytics, script, site }) {
  const tag = document.createElement("script");
  tag.async = true;
  if (analytics === "matomo") {
    const base = script.replace(/matomo\.js$/, "");
    window._paq = [["setTrackerUrl", `${base}matomo.php`], ["setSiteId", site], ["trackPageView"], ["enableLinkTracking"]];
  } else if (analytics === "plausible") {
    tag.dataset.domain = site;
  } else if (analytics === "google") {
    window.dataLayer = [];
    window.gtag = function () {
      window.dataLayer.push(arguments);
    };
    window.gtag("js", new Date());
    window.gtag("config", site);
  }
  tag.src = script;
  document.head.append(tag);
}

function forget() {
  const host = location.hostname.split(".");
  const names = document.cookie
    .split("; ")
    .map((cookie) => cookie.split("=")[0])
    .filter((name) => OF_MEASUREMENT.test(name));
  for (const name of names) {
    document.cookie = `${name}=; Max-Age=0; Path=/`;
    for (let from = 0; from < host.length - 1; from += 1) {
      document.cookie = `${name}=; Max-Age=0; Path=/; Domain=${host.slice(from).join(".")}`;
    }
  }
}

function apply(agreed) {
  notice.hidden = true;
  if (agreed.includes("measurement")) measure(notice.dataset);
  else forget();
  if (agreed.includes("media")) {
    document.documentElement.dataset.media = notice.dataset.media;
    document.dispatchEvent(new Event("media-agreed"));
  }
}

async function choose(event) {
  event.preventDefault();
  const form = new FormData(event.target, event.submitter);
  const failed = notice.querySelector("[data-consent-failed]");
  failed.hidden = true;
  try {
    const answer = await fetch(event.target.action, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(answer.status);
    apply((await answer.json()).agreed);
  } catch {
    failed.hidden = false;
  }
}

if (notice) {
  const agreed = agreedBefore();
  const onChoices = location.pathname === new URL(notice.querySelector("a").href).pathname;
  if (agreed) apply(agreed);
  else if (navigator.globalPrivacyControl) forget();
  else {
    forget();
    notice.hidden = onChoices;
    notice.querySelector("form").addEventListener("submit", choose);
  }
}
