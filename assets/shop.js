// What happens in the browser alone: dialogs, gallery, switches, notices, focus after navigation.
// The page is there twice for a moment: first as printed HTML in #first, then as React's own. So every
// listener sits on the document, and one observer notices what comes and goes. The shop sells without this.
(() => {
  const root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const copy = () => document.getElementById("first");
  const own = (selector) => all(selector).find((found) => !copy()?.contains(found)) ?? null;
  const shown = (selector) => (copy() ? one(selector, copy()) : null) ?? one(selector);
  const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* storage is off */ } };
  const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const jump = (y) => scrollTo({ top: y, behavior: "instant" });
  const announce = (words) => { (own("#announcer") ?? one("#announcer") ?? {}).textContent = words; };
  function focusOn(target) {
    if (target && target.tabIndex < 0) target.tabIndex = -1; // headings can then hold the focus
    target?.focus({ preventScroll: true });
  }

  // ---------- Dialogs ----------
  // [data-open="id"] opens, [data-close] and the ground around a dialog close; the browser gives the focus back.
  function openDialog(dialog, toHeading = false) {
    if (!dialog || dialog.open || !dialog.isConnected) return;
    dialog.showModal();
    if (toHeading) focusOn(one("h2", dialog));
  }
  const isOutside = ({ clientX: x, clientY: y }, box) => x < box.left || x > box.right || y < box.top || y > box.bottom;
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const dialog = shown(`dialog[id="${CSS.escape(opener.dataset.open)}"]`);
      const field = dialog && one('[role="combobox"]', dialog);
      // A link that opens a dialog stays a link where the dialog is missing, or is the page itself.
      if (!dialog || (opener.pathname === location.pathname && !opener.hash && !field)) return;
      event.preventDefault();
      if (dialog.id === "zoom") showInZoom(dialog, indexIn(opener.closest("li")));
      openDialog(dialog);
      if (field) { field.focus(); field.select(); mark(field, null); showSearched(field); }
      return;
    }
    if (event.target.closest('[data-close], [role="option"]')) event.target.closest("dialog")?.close();
    if (event.target.matches("dialog[open]") && isOutside(event, event.target.getBoundingClientRect())) event.target.close();
  }, true);

  // Folding menus close when something else is pressed, or one of their links; Escape closes them too.
  document.addEventListener("click", (event) => {
    const left = (menu) => !menu.contains(event.target) || event.target.closest("a");
    all("details[data-menu][open]").filter(left).forEach((menu) => { menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details[data-menu][open]");
    if (menu) { menu.open = false; one("summary", menu).focus(); }
  });

  // ---------- Gallery and zoom ----------
  const indexIn = (item) => (item ? [...item.parentElement.children].indexOf(item) : 0);
  document.addEventListener("click", ({ target }) => {
    const thumb = target.closest("[data-show]");
    if (thumb) {
      const [gallery, index] = [thumb.closest("[data-gallery]"), indexIn(thumb.closest("li"))];
      one("[data-stage]", gallery).children[index].scrollIntoView({ block: "nearest", inline: "center", behavior: "smooth" });
      markThumb(gallery, index);
    }
    const step = target.closest("[data-step]");
    if (step) stepZoom(step.closest("dialog"), Number(step.dataset.step));
    const picture = target.closest("[data-double]")?.closest(".zoom-picture");
    if (picture && !dragged) zoomTo(picture, zoomOf(picture) > 1 ? 1 : 2);
    const by = target.closest("[data-zoom]");
    if (by) zoomBy(by.closest("dialog"), Number(by.dataset.zoom));
  });
  const markThumb = (gallery, index) =>
    all("[data-show]", gallery).forEach((thumb, n) => thumb.setAttribute("aria-current", String(n === index)));
  function showInZoom(dialog, index) {
    const pictures = all(".zoom-picture", dialog);
    pictures.forEach((picture, n) => { picture.toggleAttribute("data-current", n === index); zoomTo(picture, 1); });
    one("h2", dialog).dataset.count = `${index + 1} / ${pictures.length}`;
  }
  function stepZoom(dialog, by) {
    const pictures = all(".zoom-picture", dialog);
    showInZoom(dialog, (pictures.indexOf(one("[data-current]", dialog)) + by + pictures.length) % pictures.length);
  }
  // One to three times the size, around a point of the screen (default: the middle), which stays where it is.
  const zoomOf = (picture) => Number(picture.style.getPropertyValue("--zoom") || 1);
  function zoomTo(picture, zoom, x = picture.clientWidth / 2, y = picture.clientHeight / 2) {
    const [from, to] = [zoomOf(picture), Math.min(3, Math.max(1, zoom))];
    const [left, top] = [(picture.scrollLeft + x) * (to / from) - x, (picture.scrollTop + y) * (to / from) - y];
    picture.style.setProperty("--zoom", to);
    picture.scrollTo({ left, top, behavior: "instant" });
    one("[data-double]", picture).setAttribute("aria-pressed", String(to > 1));
  }
  function zoomBy(dialog, factor) {
    const picture = one("[data-current]", dialog);
    zoomTo(picture, zoomOf(picture) * factor);
    announce(`${Math.round(zoomOf(picture) * 100)} percent`);
  }
  document.addEventListener("keydown", (event) => {
    const dialog = event.target.closest?.("dialog.zoom[open]");
    if (!dialog || event.ctrlKey || event.metaKey) return;
    const [step, factor] = [{ ArrowLeft: -1, ArrowRight: 1 }[event.key], { "+": 2, "=": 2, "-": 0.5, 0: 0.1 }[event.key]];
    if (factor) { event.preventDefault(); zoomBy(dialog, factor); }
    if (step && zoomOf(one("[data-current]", dialog)) === 1) { event.preventDefault(); stepZoom(dialog, step); }
  });
  // Two fingers, a trackpad's pinch (a wheel with Ctrl), and dragging with the mouse; keys and buttons do the same.
  const pictureAt = (event) => event.target.closest?.(".zoom-picture");
  let pinch = null;
  const apart = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  document.addEventListener("touchstart", (event) => {
    pinch = event.touches.length === 2 && pictureAt(event) ? { from: zoomOf(pictureAt(event)), apart: apart(event.touches) } : null;
  }, { passive: true });
  document.addEventListener("touchmove", (event) => {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const [{ clientX: x, clientY: y }, other] = event.touches;
    const box = pictureAt(event).getBoundingClientRect();
    zoomTo(pictureAt(event), pinch.from * apart(event.touches) / pinch.apart, (x + other.clientX) / 2 - box.left, (y + other.clientY) / 2 - box.top);
  }, { passive: false });
  document.addEventListener("wheel", (event) => {
    const picture = event.ctrlKey && pictureAt(event);
    if (!picture) return;
    event.preventDefault();
    const box = picture.getBoundingClientRect();
    zoomTo(picture, zoomOf(picture) * Math.exp(-event.deltaY / 200), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  let [drag, dragged] = [null, false];
  document.addEventListener("pointerdown", (event) => {
    drag = event.pointerType === "mouse" && pictureAt(event) ? pictureAt(event) : null;
    dragged = false;
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag || !event.buttons || zoomOf(drag) === 1) return;
    dragged ||= Math.hypot(event.movementX, event.movementY) > 2;
    drag.scrollBy({ left: -event.movementX, top: -event.movementY, behavior: "instant" });
  });
  document.addEventListener("dragstart", (event) => { if (pictureAt(event)) event.preventDefault(); });

  // A picture that does not come leaves a garment's outline in its place.
  const GARMENT = "/garment.svg";
  function replacePicture(image) {
    if (image.getAttribute("src") === GARMENT) return;
    image.removeAttribute("srcset");
    image.src = GARMENT;
  }
  document.addEventListener("error", ({ target }) => { if (target.matches?.("img")) replacePicture(target); }, true);
  all("img").filter((image) => image.complete && !image.naturalWidth && image.getAttribute("src")).forEach(replacePicture);

  // The pictures of a colour are fetched as soon as one points at it.
  function fetchColour({ target }) {
    const small = target.closest?.(".colour-option")?.querySelector("img")?.getAttribute("src");
    const shown = own("[data-stage] img");
    if (!small || !shown || fetched.has(small)) return;
    fetched.add(small);
    const widths = [400, 800, 1200].map((width) => `${small.replace("-400.", `-${width}.`)} ${width}w`);
    Object.assign(new Image(), { sizes: shown.sizes, srcset: widths.join(", ") });
  }
  const fetched = new Set();
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, fetchColour);

  // The phone's dots follow the row of pictures. Scroll events do not bubble, hence "capture".
  const quietly = { capture: true, passive: true };
  document.addEventListener("scroll", ({ target }) => { if (target.matches?.("[data-stage]")) markDots(target); }, quietly);
  function markDots(stage) {
    const [reach, last] = [stage.scrollWidth - stage.clientWidth, stage.children.length - 1];
    const index = reach > 0 ? Math.round((stage.scrollLeft / reach) * last) : 0;
    all(".gallery-dots i", stage.parentElement).forEach((dot, n) => dot.classList.toggle("on", n === index));
    markThumb(stage.closest("[data-gallery]"), index);
  }

  // ---------- Search ----------
  // A combobox: the focus stays in the field, the arrow keys move a mark over the suggestions, Enter follows it.
  const options = (field) => all('[role="option"]', document.getElementById(field.getAttribute("aria-controls")) ?? undefined)
    .filter((option) => option.checkVisibility());
  function mark(field, option) {
    for (const other of options(field)) other.setAttribute("aria-selected", String(other === option));
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches?.('[role="combobox"]') || event.isComposing) return;
    const found = options(field);
    const at = found.findIndex((option) => option.id === field.getAttribute("aria-activedescendant"));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      // One place lies before the first and after the last: the field itself.
      const next = (at + 1 + step + found.length + 1) % (found.length + 1);
      mark(field, found[next - 1]);
    }
    if (event.key === "Enter" && at >= 0) { event.preventDefault(); found[at].click(); }
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.matches('[role="combobox"]')) return;
    mark(target, null);
    showSearched(target);
  });
  // What was searched for lately stays in this browser, and is offered while the field is empty.
  const searched = () => { try { return JSON.parse(remembered("moonpager-searched") ?? "[]").map(String); } catch { return []; } };
  document.addEventListener("submit", ({ target }) => {
    const words = target.matches('[role="search"]') && target.elements.q.value.trim();
    if (words) target.closest("dialog")?.close();
    if (words) remember("moonpager-searched", JSON.stringify([words, ...searched().filter((other) => other !== words)].slice(0, 4)));
  }, true);
  function showSearched(field) {
    const group = one("[data-searched]", field.closest("dialog"));
    const words = field.value ? [] : searched();
    group.hidden = !words.length;
    const title = Object.assign(document.createElement("p"), { className: "search-title", textContent: "Searched lately" });
    title.setAttribute("aria-hidden", "true");
    group.replaceChildren(title, ...words.map((text, n) => {
      const link = Object.assign(document.createElement("a"), {
        id: `searched-${n}`, className: "search-link", href: `/search?q=${encodeURIComponent(text)}`, textContent: text, tabIndex: -1,
      });
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      return link;
    }));
  }

  // ---------- Switches kept in this browser ----------
  function showSwitches() {
    const state = { theme: remembered("moonpager-theme") || "system", unit: root.dataset.unit || "cm" };
    for (const radio of all(".segments input")) if (radio.name in state) radio.checked = radio.value === state[radio.name];
  }
  document.addEventListener("change", (event) => {
    const { name, value, type } = event.target;
    if (type === "radio" && (name === "theme" || name === "unit")) {
      root.dataset[name] = value; // "system" is neither light nor dark: the system's wish holds
      remember(`moonpager-${name}`, value);
      showSwitches();
      keepChoice(name, value);
    }
    // Before React is there, another colour is another page.
    if (name === "colour" && copy()?.contains(event.target)) location.assign(one("img", event.target.parentElement).dataset.href);
  });

  // ---------- Forms ----------
  // A form that wants a choice first says so in its own words, and leads there.
  document.addEventListener("invalid", (event) => {
    const need = one("[data-need]", event.target.closest("fieldset") ?? undefined);
    if (!need?.closest("fieldset").contains(event.target)) return;
    event.preventDefault();
    need.textContent = need.dataset.need;
    one("input:not(:disabled)", need.closest("fieldset")).focus();
  }, true);

  // React takes a press on a radio back until the shop has answered, and the browser then tells of no change.
  for (const kind of ["change", "click"]) document.addEventListener(kind, ({ target }) => {
    const need = target.matches("input") && target.closest("fieldset")?.querySelector("[data-need]");
    if (need) need.textContent = "";
  });

  // A password can be looked at while it is typed; it is sent, and remembered by the browser, as a password.
  function reveal(button, shown) {
    const field = one("input", button.parentElement);
    if (shown === (field.type === "text")) return;
    const [start, end] = [field.selectionStart, field.selectionEnd];
    field.type = shown ? "text" : "password";
    field.setSelectionRange(start, end);
    button.setAttribute("aria-pressed", String(shown));
  }
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-reveal]");
    if (button) reveal(button, button.getAttribute("aria-pressed") !== "true");
  });
  document.addEventListener("submit", ({ target }) => all("[data-reveal]", target).forEach((button) => reveal(button, false)), true);

  // A button with an address of its own is sent by the browser itself; React must not take its form instead.
  document.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) event.stopPropagation();
  }, true);

  // [data-once]: a second press on Pay does nothing until the page comes back.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) return void event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(release, 15000); // the network may have swallowed it
  });
  const release = () => all("[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    for (const field of form.elements) if (field.type === "submit") field.setAttribute("aria-busy", "false");
  });
  addEventListener("pageshow", release);

  // ---------- Time and other tabs ----------
  // [data-seconds] is how long something is still held; the words with the time give way to a count.
  const ends = new WeakMap();
  function countDown() {
    for (const timer of all("[data-seconds]")) {
      const { seconds, over } = timer.dataset;
      if (ends.get(timer)?.seconds !== seconds) ends.set(timer, { seconds, at: Date.now() + seconds * 1000 });
      const left = Math.max(0, Math.round((ends.get(timer).at - Date.now()) / 1000));
      const words = left ? `Held for ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : over;
      if (timer.textContent !== words) timer.textContent = words;
    }
  }
  setInterval(countDown, 1000);
  // What another tab or the bank may have changed is read again: on coming back, and while an answer is awaited.
  const readAgain = () => own("[data-refresh]")?.click();
  document.addEventListener("visibilitychange", () => { if (!document.hidden) readAgain(); });
  addEventListener("pageshow", ({ persisted }) => { if (persisted && own("[data-refresh]")) location.reload(); });
  setInterval(() => { if (!document.hidden) own("[data-await]")?.click(); }, 2000);

  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-print]")) print();
    const copy = target.closest("[data-copy]");
    if (!copy) return;
    // A browser gives the clipboard only to https, and may refuse: what is copied can at least be selected.
    copy.closest("aside")?.querySelector("input[readonly]")?.select();
    navigator.clipboard?.writeText(copy.dataset.copy).then(() => {
      copy.dataset.copied = "";
      announce("Copied");
      setTimeout(() => delete copy.dataset.copied, 2500);
    }, () => {});
  });

  // ---------- Notices ----------
  let hideToast = 0;
  function showToast(toast) {
    clearTimeout(hideToast);
    const words = one("[role=status]", toast)?.textContent.trim();
    toast.toggleAttribute("data-shown", Boolean(words));
    const later = () => {
      if (toast.matches(":hover, :focus-within")) hideToast = setTimeout(later, 1500);
      else toast.removeAttribute("data-shown");
    };
    hideToast = setTimeout(later, 6000);
  }
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-toast-hide]")) target.closest("[data-toast]").removeAttribute("data-shown");
  });

  // The socket is lost now and then for a moment; only a longer silence is told.
  let silence = 0;
  function watchSignal(strip) {
    clearTimeout(silence);
    const tell = (lost, words) => { strip.toggleAttribute("data-lost", lost); announce(words); };
    if (strip.dataset.connected === "false") silence = setTimeout(tell, 2000, true, "No signal. Reconnecting.");
    else if (strip.hasAttribute("data-lost")) tell(false, "The signal is back.");
  }

  // ---------- The printed copy gives way ----------
  function dropCopy() {
    const first = copy();
    if (!first || !own('main[data-ready="true"]')) return;
    const focused = first.contains(document.activeElement) ? document.activeElement : null;
    const opened = all("dialog[open]", first).map((dialog) => dialog.id);
    const typed = all("input:not([type=hidden]), select, textarea", first).filter(changed);
    const told = one("[data-error-summary]", first);
    const folded = all("details[id]", first).map((details) => [details.id, details.open]);
    const y = scrollY;
    first.remove();
    jump(y);
    for (const [id, open] of folded) document.getElementById(id)?.toggleAttribute("open", open);
    for (const field of typed) putBack(field, twin(field));
    for (const id of opened) openDialog(document.getElementById(id));
    twin(focused ?? told)?.focus({ preventScroll: true }); // a fragment in the address takes the focus away
    showSwitches();
    if (told) all("[data-error-summary]").forEach((summary) => met.add(summary));
  }
  function changed(field) {
    if (field.closest(".segments")) return false;
    if (field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.type === "radio") return field.checked && !field.defaultChecked;
    if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
    return field.value !== field.defaultValue;
  }

  // The same element in React's page: by id, else by name and value, else by where it leads.
  function twin(element) {
    if (!element) return null;
    if (element.id) return document.getElementById(element.id);
    const told = ["name", "href", "aria-label", "data-error-summary"].find((name) => element.hasAttribute(name));
    const is = (name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`;
    return told ? one(is(told) + (element.type === "radio" ? is("value") : "")) : null;
  }
  function putBack(field, target) {
    if (!target) return;
    if (field.type === "radio" || field.type === "checkbox") return target.click();
    if (field.type === "file") { target.files = field.files; return; }
    target.value = field.value;
    for (const kind of ["input", "change"]) target.dispatchEvent(new Event(kind, { bubbles: true }));
    target.dispatchEvent(new FocusEvent("focusout", { bubbles: true })); // what React calls blur
  }

  // ---------- Navigation inside the page ----------
  // React Router changes the address, then the content. When the content is there: to the top (or to where
  // one was, for Back), the focus to the heading, the title to the announcer.
  const places = new Map(); // how far each entry of the history was scrolled
  const entry = () => history.state?.key ?? "first";
  let here = { path: location.pathname, key: entry() };
  let known = null; // the heading one has heard, and its words
  let arriving = null;
  let went = false;
  addEventListener("popstate", () => { went = true; setTimeout(look); });
  addEventListener("scroll", () => { if (!arriving && entry() === here.key) places.set(here.key, scrollY); }, { passive: true });
  function watchAddress() {
    const [before, back, moved] = [places.get(entry()), went, entry() !== here.key];
    const elsewhere = location.pathname !== here.path;
    went = false;
    here = { path: location.pathname, key: entry() };
    if (!elsewhere && back && moved && before !== undefined) requestAnimationFrame(() => jump(before));
    if (!elsewhere) return;
    arriving = { to: (back && before) || 0, until: Date.now() + 3000 };
    all("head [data-first]").forEach((tag) => tag.remove());
    all("dialog[open]").forEach((dialog) => dialog.close());
    if (!arriving.to) jump(0);
    setTimeout(arrive, 3050);
  }
  function arrive() {
    const heading = one("main h1");
    if (!arriving) { known = { heading, words: heading?.textContent }; return; }
    const fresh = heading && (heading !== known?.heading || heading.textContent !== known.words);
    if (Date.now() < arriving.until && !(fresh && one('main[data-ready="true"]'))) return;
    const target = unfold();
    if (target && !arriving.to) target.scrollIntoView();
    else jump(arriving.to);
    arriving = null;
    focusOn(heading ?? one("main"));
    setTimeout(() => announce(document.title), 100); // the title comes last
  }

  // A link to a folded answer unfolds it.
  function unfold() {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.hidden) { // by a search that it does not meet
      const search = one("[data-faq-search]", target.closest("main"));
      search.value = "";
      searchAnswers(search);
      setTimeout(() => target.scrollIntoView(), 50); // after the router, which goes to the top
    }
    if (target?.matches("details")) target.open = true;
    return target;
  }
  addEventListener("hashchange", unfold);
  document.addEventListener("click", ({ target }) => {
    if (target.closest('a[href^="#"]')) setTimeout(unfold);
    if (target.closest(".skip-link")) setTimeout(() => focusOn(shown("main")));
  });

  // ---------- What comes and goes ----------
  const buttons = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (target.isConnected) one("[data-sticky-bar]", target.closest("main"))?.toggleAttribute("data-shown", !isIntersecting);
    }
  });
  const met = new WeakSet();
  let acted = false;
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { acted = !copy(); }, true);
  const meet = (selector, greet) =>
    all(selector).filter((found) => !met.has(found)).forEach((found) => { met.add(found); greet(found); });

  // Reflex cannot put what a state says into <title>; the page carries it in [data-page-title].
  function nameTab() {
    const title = own("[data-page-title]")?.dataset.pageTitle;
    if (title && document.title !== title) document.title = title;
  }
  // On a phone the menu of the account is one row: it begins where one is.
  function bringIntoMenu(link) {
    const row = link.closest("ul");
    row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
  }
  function look() {
    watchAddress();
    nameTab();
    dropCopy();
    arrive();
    meet("[data-add]", (button) => buttons.observe(button));
    meet("[data-stage]", markDots);
    meet(".segments", showSwitches);
    meet("[data-signal]", watchSignal);
    meet('.account-link[aria-current="page"]', bringIntoMenu);
    meet("[data-take-focus]", (answer) => {
      if (!acted) return;
      focusOn(answer);
      answer.scrollIntoView({ block: "nearest" });
    });
    meet("form [data-error-summary]", (summary) => {
      if (!summary.checkVisibility()) { met.delete(summary); return; } // React's, behind the copy
      focusOn(summary);
      summary.scrollIntoView({ block: "center" });
    });
  }
  new MutationObserver((changes) => {
    for (const { target, attributeName, oldValue } of changes) {
      const now = attributeName && target.getAttribute(attributeName);
      if (attributeName && now === oldValue) continue;
      if (attributeName === "data-connected") watchSignal(target);
      // Only after somebody did something on this very page: a tab keeps its state over a reload, which must
      // not tell old news or open the cart again.
      if (!acted) continue;
      if (attributeName === "data-open-when" && now && now !== "0") openDialog(target, true);
      const toast = (target.closest ? target : target.parentElement)?.closest("[data-toast]");
      if (toast) showToast(toast);
    }
    look();
  }).observe(document, {
    subtree: true, childList: true, characterData: true, attributeOldValue: true,
    attributeFilter: ["data-open-when", "data-toast-id", "data-connected", "data-ready", "data-page-title"],
  });
  look();
  unfold();

  // ---------- Measures ----------
  // They stay in this browser: sent with the question which size fits, and kept nowhere else unless a customer wants
  // it. Once known, every product's finder is asked by itself, so that the advice stands beside the sizes.
  const unit = () => root.dataset.unit || "cm";
  const typedIn = (finder) => all("input[inputmode]", finder);
  const accountKeeps = () => JSON.parse(own("form[data-kept]")?.dataset.kept || "{}");
  const keptMeasures = () => { try { return JSON.parse(remembered("moonpager-measures")) ?? {}; } catch { return {}; } };
  document.addEventListener("submit", ({ target }) => {
    if (!target.matches("[data-finder], [data-garment]")) return;
    one("[name=unit]", target).value = unit();
    waitsForAnswer = true;
    if (target.dataset.garment) return keepGarment(target);
    const typed = Object.fromEntries(typedIn(target).map((input) => [input.name, input.value.trim()]));
    const fit = one("[name=fit]:checked", target)?.value;
    remember("moonpager-measures", JSON.stringify({ ...keptMeasures(), ...typed, fit, unit: unit() }));
  }, true);
  // A garment one owns is remembered for others of its kind: the letters mean the same there.
  const keptGarments = () => { try { return JSON.parse(remembered("moonpager-garments")) ?? {}; } catch { return {}; } };
  function keepGarment(form) {
    const typed = Object.fromEntries(typedIn(form).map((input) => [input.name, input.value.trim()]));
    remember("moonpager-garments", JSON.stringify({ ...keptGarments(), [form.dataset.garment]: { ...typed, unit: unit() } }));
  }
  function fillGarment() {
    const form = own("form[data-garment]");
    const kept = form && keptGarments()[form.dataset.garment];
    if (kept) for (const input of typedIn(form)) if (!input.value) input.value = inUnit(kept[input.name] ?? "", kept.unit, unit());
  }
  // The answer to a question that somebody asked is brought into view; on a phone it comes below the keyboard.
  let waitsForAnswer = false;
  new MutationObserver(() => {
    const answer = waitsForAnswer && own("#size-chart[open] [data-answer]");
    if (!answer || !answer.textContent) return;
    waitsForAnswer = false;
    answer.scrollIntoView({ block: "nearest" });
  }).observe(document, { subtree: true, childList: true, characterData: true });
  function fillFinder(finder) {
    const account = accountKeeps().measures ?? {}, known = Object.keys(account).length > 0;
    const kept = known ? account : keptMeasures();
    for (const input of typedIn(finder)) if (known || !input.value) input.value = inUnit(kept[input.name] ?? "", kept.unit, unit());
    const keep = one("[name=keep]", finder);
    if (keep && known) keep.checked = true;
    for (const radio of all("[name=fit]", finder)) if (kept.fit) radio.checked = radio.value === kept.fit;
    if (typedIn(finder).some((input) => input.value && input.name !== "height")) finder.requestSubmit();
  }
  function inUnit(typed, from, to) {
    const number = Number(typed.replace(",", "."));
    if (!typed || from === to || !number) return typed;
    return String(Math.round((to === "cm" ? number * 2.54 : number / 2.54) * 100) / 100);
  }
  let shownUnit = unit();
  new MutationObserver(() => {
    for (const input of all("[data-finder] input[inputmode], [data-garment] input[inputmode]")) input.value = inUnit(input.value, shownUnit, unit());
    shownUnit = unit();
  }).observe(root, { attributeFilter: ["data-unit"] });
  let filled = "";
  function lookForFinder() {
    const finder = own("form[data-finder]");
    const mark = `${finder?.dataset.finder} ${JSON.stringify(accountKeeps().measures)}`;
    if (!finder || copy() || filled === mark) return;
    filled = mark;
    fillFinder(finder);
    fillGarment();
  }
  new MutationObserver(lookForFinder).observe(document, {
    subtree: true, childList: true, attributeFilter: ["data-finder", "data-ready", "data-kept"],
  });

  // ---------- Hearts ----------
  // Cards are the same for everybody; which hearts are filled stands in one hidden form, which is also what a
  // pressed heart sends. Without it (before React is there) the heart's own form goes to the shop.
  const hearts = () => own("form[data-hearts]");
  function fillHearts() {
    const saved = new Set((hearts()?.dataset.hearts ?? "").split(" "));
    for (const heart of all("[data-heart]")) {
      const pressed = String(saved.has(heart.dataset.heart));
      if (heart.getAttribute("aria-pressed") !== pressed) heart.setAttribute("aria-pressed", pressed);
    }
  }
  document.addEventListener("submit", (event) => {
    const form = hearts();
    if (!form || !event.target.matches("[data-heart-form]")) return;
    event.preventDefault();
    for (const field of all("input[name]", form)) field.value = one(`[name=${field.name}]`, event.target).value;
    form.requestSubmit();
  });
  new MutationObserver(fillHearts).observe(document, { subtree: true, childList: true, attributeFilter: ["data-hearts"] });

  // ---------- Accounts ----------
  // Each login has another mark. A tab that learns of another one is somebody else's by now: it starts anew. After a
  // logout the browser forgets what it knew of the person.
  function followLogin() {
    const signed = own("[data-signed]")?.dataset.signed, before = remembered("moonpager-signed");
    if (signed && before !== signed) {
      remember("moonpager-signed", signed);
      if (before && before !== "guest") {
        for (const name of ["measures", "garments", "seen", "searched"]) remember(`moonpager-${name}`, "");
        // The page after the logout was left before this ran there, and this one may have asked for advice with it.
        if (one("[data-component=quiet-advice]")) location.reload();
      }
    }
    for (const [name, value] of Object.entries(accountKeeps().choices ?? {})) {
      if (chosenHere.has(name) || remembered(`moonpager-${name}`) === value) continue;
      root.dataset[name] = value;
      remember(`moonpager-${name}`, value);
      showSwitches();
    }
    const note = one("[data-cookies-off]");
    if (note && !navigator.cookieEnabled) note.hidden = false;
  }
  const chosenHere = new Set(); // since this page was opened: newer than what the account said then
  function keepChoice(name, value) {
    const form = own("form[data-kept]");
    chosenHere.add(name);
    if (!form?.dataset.kept) return;
    for (const field of all("input", form)) field.value = field.name === name ? value : "";
    form.requestSubmit();
  }
  addEventListener("storage", ({ key, newValue }) => {
    const signed = own("[data-signed]")?.dataset.signed;
    if (key === "moonpager-signed" && newValue && signed && newValue !== signed) location.reload();
  });
  new MutationObserver(followLogin).observe(document, {
    subtree: true, childList: true, attributeFilter: ["data-signed", "data-kept", "data-cookies-off"],
  });

  // ---------- Currency ----------
  // The list in the header: Enter, Space or ↓ opens it, arrows, Home, End and letters move, Enter chooses, Escape
  // closes (WAI-ARIA's listbox). The choice is sent as the plain form that it is without a script.
  const optionsOf = (list) => all('[role="option"]', list);
  const pointed = (list) => optionsOf(list).find((option) => option.id && option.id === list.getAttribute("aria-activedescendant"));
  function point(list, option) {
    for (const other of optionsOf(list)) { other.toggleAttribute("data-pointed", other === option); other.id = ""; }
    if (!option) return list.removeAttribute("aria-activedescendant");
    option.id = "pointed-option";
    list.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  function foldList(button, open) {
    const panel = one(".currency-panel", button.parentElement), list = one('[role="listbox"]', panel);
    if (panel.hidden !== open) return;
    panel.hidden = !open;
    typed = "";
    button.setAttribute("aria-expanded", String(open));
    point(list, open ? one('[aria-selected="true"]', list) ?? optionsOf(list)[0] : null);
    if (open) list.focus();
  }
  const openLists = () => all('[data-listbox][aria-expanded="true"]');
  function choose(option) {
    const form = option.closest("form"), button = one("[data-listbox]", form);
    foldList(button, false);
    button.focus();
    if (option.getAttribute("aria-selected") === "true") return;
    one("select", form).value = option.dataset.value;
    form.dataset.busy = "";
    announce("Updating prices");
    form.requestSubmit();
  }
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-listbox]"), option = target.closest(".currency-panel [role=option]");
    for (const other of openLists()) if (other !== button && !other.parentElement.contains(target)) foldList(other, false);
    if (button) foldList(button, button.getAttribute("aria-expanded") !== "true");
    if (option) choose(option);
  });
  let [typed, typedAt] = ["", 0];
  document.addEventListener("keydown", (event) => {
    const button = event.target.closest?.("[data-listbox]"), list = event.target.closest?.(".currency-panel [role=listbox]");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (button && ["ArrowDown", "ArrowUp"].includes(event.key)) { event.preventDefault(); return foldList(button, true); }
    if (!list) return;
    const found = optionsOf(list), at = found.indexOf(pointed(list)), opener = one("[data-listbox]", list.closest("form"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: found.length - 1, PageDown: at + 5, PageUp: at - 5 }[event.key];
    if (to !== undefined) { event.preventDefault(); point(list, found[Math.max(0, Math.min(to, found.length - 1))]); }
    else if (event.key === "Enter" || (event.key === " " && !typed)) { event.preventDefault(); choose(found[at]); }
    else if (event.key === "Escape") { event.preventDefault(); foldList(opener, false); opener.focus(); }
    else if (event.key === "Tab") foldList(opener, false);
    else if (event.key.length === 1) {
      event.preventDefault();
      typed = (event.timeStamp - typedAt < 700 ? typed : "") + event.key.toLowerCase();
      typedAt = event.timeStamp;
      const meets = (option) => [option.dataset.value, one("span", option).textContent].some((name) => name.toLowerCase().startsWith(typed));
      point(list, found.find((option, n) => (typed.length > 1 ? n >= at : n > at) && meets(option)) ?? found.find(meets) ?? found[at]);
    }
  });
  // Which currency this browser sees prices in is the server's to say. A tab that hears of another one starts anew; so
  // does a page that Back brings out of the browser's memory.
  const shownCurrency = () => own("[data-currency]")?.dataset.currency || one("[data-currency]", copy() ?? undefined)?.dataset.currency;
  function followCurrency() {
    const shown = shownCurrency();
    if (shown && remembered("moonpager-currency") !== shown) remember("moonpager-currency", shown);
  }
  const otherCurrency = (now) => now && shownCurrency() && now !== shownCurrency();
  addEventListener("storage", ({ key, newValue }) => { if (key === "moonpager-currency" && otherCurrency(newValue)) location.reload(); });
  addEventListener("pageshow", ({ persisted }) => { if (persisted && otherCurrency(remembered("moonpager-currency"))) location.reload(); });
  new MutationObserver(followCurrency).observe(document, { subtree: true, childList: true, attributeFilter: ["data-currency"] });
  followCurrency();

  // ---------- Answers ----------
  // While a question is being written, its likeliest answers are asked for.
  let likely = 0;
  document.addEventListener("input", ({ target }) => {
    const written = target.closest('form[action="/contact"]'), form = own("form[data-likely]");
    if (!written || !form || copy()) return;
    clearTimeout(likely);
    likely = setTimeout(() => {
      for (const name of ["topic", "message"]) one(`[name=${name}]`, form).value = one(`[name=${name}]`, written).value.slice(0, 1000);
      form.requestSubmit();
    }, 500);
  });
  // The search among the answers: those without the words are hidden, the words in the others are marked.
  function searchAnswers(field) {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean), ranges = [];
    let found = 0;
    for (const answer of all("[data-component=question]", field.closest("main"))) {
      const text = answer.textContent.toLowerCase(), meets = words.every((word) => text.includes(word));
      answer.hidden = !meets;
      found += meets;
      if (words.length && meets) ranges.push(...placesOf(answer, words.filter((word) => word.length > 1)));
    }
    for (const group of all("section", field.closest("main"))) group.hidden = !one("[data-component=question]:not([hidden])", group);
    if ("highlights" in CSS) CSS.highlights.set("found", new Highlight(...ranges));
    const told = one("[data-faq-found]", field.closest("main"));
    told.textContent = !words.length ? "" : found ? `${found} ${found === 1 ? "answer" : "answers"}` : "No answer with these words. Try others, or write to us.";
  }
  function placesOf(answer, words) {
    const places = [], walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, text = node.data.toLowerCase();
      for (const word of words) {
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          places.push(range);
        }
      }
    }
    return places;
  }
  document.addEventListener("input", ({ target }) => { if (target.matches("[data-faq-search]")) searchAnswers(target); });
  document.addEventListener("click", ({ target }) => {
    const told = target.closest("[data-told]");
    if (!told) return;
    const thanks = one("[role=status]", told.parentElement);
    thanks.textContent = "Thank you.";
    if (told.dataset.told === "no") {
      thanks.append(" Then ", Object.assign(document.createElement("a"), { href: "/contact", textContent: "write to us" }), ".");
    }
  });

  // ---------- Seen lately ----------
  // The list of pieces stays in this browser; the form asks what they look like and cost today.
  const MOST_SEEN = 12;
  const seenSlugs = () => (remembered("moonpager-seen") ?? "").split(" ").filter(Boolean);
  let askedSeen = null;
  function lookForSeen() {
    const form = own("form[data-seen]");
    if (!form || copy() || !own('main[data-ready="true"]')) return;
    const [slug, before] = [form.dataset.seen, seenSlugs()];
    if (askedSeen === form && form.dataset.asked === slug) return;
    [askedSeen, form.dataset.asked] = [form, slug];
    if (slug) remember("moonpager-seen", [slug, ...before.filter((other) => other !== slug)].slice(0, MOST_SEEN + 1).join(" "));
    one("[name=slug]", form).value = slug;
    one("[name=slugs]", form).value = before.filter((other) => other !== slug).slice(0, MOST_SEEN).join(" ");
    form.requestSubmit();
  }
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-forget-seen]")) return;
    remember("moonpager-seen", "");
    const form = own("form[data-seen]");
    one("[name=slugs]", form).value = "";
    one("[name=forget]", form).value = "yes";
    form.requestSubmit();
    one("[name=forget]", form).value = "";
    focusOn(one("main h1"));
  });
  new MutationObserver(lookForSeen).observe(document, {
    subtree: true, childList: true, attributeFilter: ["data-seen", "data-ready"],
  });

  // ---------- React, after the first paint ----------
  // The printed page shows and sells by itself, so its pictures come first: React starts when they are there, when
  // somebody touches the page, or after a second and a half.
  function startReact() {
    const later = one('script[type="text/later"]');
    if (!later) return;
    const script = Object.assign(document.createElement("script"), { type: "module", nonce: later.nonce, text: later.text });
    later.type = "text/started";
    document.head.append(script);
    script.remove();
  }
  const afterPaint = () => requestAnimationFrame(() => setTimeout(startReact));
  if (document.readyState === "complete") afterPaint();
  else addEventListener("load", afterPaint, { once: true });
  for (const touch of ["pointerdown", "keydown", "focusin"]) addEventListener(touch, startReact, { once: true });
  setTimeout(startReact, 1500);
})();
