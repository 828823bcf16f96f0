// The desk's keyboard, and lists that read themselves again. Everything works without it.
(() => {
  const one = (selector) => document.querySelector(selector);
  const rows = () => [...document.querySelectorAll("[data-desk-row]")];
  const go = (step) => {
    const every = rows();
    const at = every.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : every.length - 1) : Math.min(Math.max(at + step, 0), every.length - 1);
    every[next]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape" && typing) event.target.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const number = /^[1-9]$/.test(event.key) && document.querySelectorAll(".desk-menu a")[event.key - 1];
    if (event.key === "/") one("[data-desk-search]")?.select();
    else if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "u" && one("[data-desk-back]")?.dataset.deskBack) location.assign(one("[data-desk-back]").dataset.deskBack);
    else if (number) number.click();
    else return;
    event.preventDefault();
  });

  // On a phone the menu is a row that scrolls: begin where one is.
  const here = one(".desk-menu [aria-current]");
  here?.closest(".desk-menu").scrollTo({ left: here.offsetLeft - (innerWidth - here.offsetWidth) / 2 });

  // The carrier that a number looks like is chosen while it is typed, unless somebody chose one.
  document.addEventListener("input", ({ target }) => {
    const form = target.closest?.("[data-desk-guesses]");
    if (!form) return;
    const carrier = form.elements.carrier;
    if (target === carrier) { carrier.dataset.chosen = "yes"; return; }
    if (target !== form.elements.tracking || carrier.dataset.chosen) return;
    const number = target.value.replace(/[\s.-]/g, "").toUpperCase();
    const fits = Object.entries(JSON.parse(form.dataset.deskGuesses)).find(([, pattern]) => new RegExp(`^(?:${pattern})$`).test(number));
    carrier.value = fits?.[0] ?? "";
  });

  document.addEventListener("click", ({ target }) => {
    const show = target.closest("[data-reveal]");
    const field = show?.parentElement.querySelector("input");
    if (!field) return;
    field.type = field.type === "password" ? "text" : "password";
    show.setAttribute("aria-pressed", String(field.type === "text"));
    show.textContent = field.type === "text" ? "Hide" : "Show";
  });

  // A form is sent once.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  // Lists of what waits are read again while one looks at them and types nothing. It is no sign of life.
  const SECONDS = 10;
  async function refresh() {
    const main = one("[data-desk-live]");
    if (!main || document.hidden || document.activeElement?.closest("form")) return;
    const address = new URL(location.href);
    address.searchParams.set("refresh", "1");
    address.searchParams.delete("done");
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.querySelector("[data-desk-live]")) { location.reload(); return; }
    const at = rows().indexOf(document.activeElement) >= 0 ? document.activeElement.getAttribute("href") : "";
    for (const part of [".desk-grid", ".desk-main > .desk-panel", ".desk-menu > ul"]) {
      const [old, now] = [one(part), fresh.querySelector(part)];
      if (old && now && old.innerHTML !== now.innerHTML) old.replaceWith(now);
    }
    if (at) rows().find((row) => row.getAttribute("href") === at)?.focus({ preventScroll: true });
  }
  setInterval(refresh, SECONDS * 1000);
  document.addEventListener("visibilitychange", refresh);
})();
