// The bank's page: names the brand as one types, spaces the digits, checks before sending, counts down.
// Everything works without it: the server checks the same, with the same sentences.
"use strict";

const one = (selector, inside = document) => inside.querySelector(selector);
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const digitsOf = (text) => text.replace(/[^0-9]/g, "");

// The card

const form = one("form[data-form]");
const sentences = form?.dataset.sentences ? JSON.parse(form.dataset.sentences) : {};
const brands = form?.dataset.brands ? JSON.parse(form.dataset.brands) : [];
const FOURS = [4, 4, 4, 4, 4];

function brandOf(digits) {
  const possible = brands.filter(
    (brand) =>
      digits.length <= Math.max(...brand.lengths) &&
      brand.prefixes.some(([first, last]) => {
        const begun = digits.slice(0, first.length);
        return first.slice(0, begun.length) <= begun && begun <= last.slice(0, begun.length);
      }),
  );
  return possible.length === 1 ? possible[0] : null;
}

function isValid(digits) {
  const brand = brandOf(digits);
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const n = Number(digit) * (index % 2 ? 2 : 1);
    return total + (n > 9 ? n - 9 : n);
  }, 0);
  return brand !== null && brand.lengths.includes(digits.length) && sum % 10 === 0;
}

function grouped(digits) {
  const parts = [];
  let rest = digits;
  for (const size of brandOf(digits)?.groups ?? FOURS) {
    parts.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return [...parts, rest].filter(Boolean).join(" ");
}

// "4" → "04 / ", "12" → "12 / ", "04/2029" → "04 / 29"
function asExpiry(text, typing) {
  const parts = text.split(/[^0-9]+/).filter(Boolean);
  let digits = parts.length > 1 ? parts[0].padStart(2, "0") + parts.slice(1).join("") : (parts[0] ?? "");
  if (typing && parts.length === 1 && (/^[2-9]$/.test(digits) || (/^[01]$/.test(digits) && /[^0-9]$/.test(text)))) {
    digits = digits.padStart(2, "0");
  }
  if (/^..20..$/.test(digits)) digits = digits.slice(0, 2) + digits.slice(4);
  const [month, year] = [digits.slice(0, 2), digits.slice(2, 6)];
  return year ? `${month} / ${year}` : month.length === 2 && typing ? `${month} / ` : month;
}

// Shows the formatted text and leaves the caret after the same digit.
let caretBack = 0; // digits before the caret that have gone
function rewrite(input, text) {
  if (input.value === text) return;
  const active = document.activeElement === input;
  const atEnd = input.selectionEnd === input.value.length;
  const before = digitsOf(input.value.slice(0, input.selectionEnd ?? 0)).length - caretBack;
  caretBack = 0;
  input.value = text;
  if (!active) return;
  let place = text.length;
  if (!atEnd) for (place = 0; place < text.length && digitsOf(text.slice(0, place)).length < before; ) place++;
  input.setSelectionRange(place, place);
}

// The digits of a number. Who deletes the gap between two groups means the digit beside it.
let typed = "";
function digitsLeft(input, how) {
  const digits = digitsOf(input.value);
  if (digits !== typed || !(how ?? "").startsWith("deleteContent")) return digits;
  const before = digitsOf(input.value.slice(0, input.selectionEnd)).length;
  const gone = how === "deleteContentBackward" ? before - 1 : before;
  if (how === "deleteContentBackward") caretBack = 1;
  return digits.slice(0, gone) + digits.slice(gone + 1);
}

function nameBrand() {
  typed = digitsOf(form.elements.number.value);
  const brand = brandOf(typed);
  const named = one("#number-brand");
  if (named.textContent !== (brand?.title ?? "")) named.textContent = brand?.title ?? "";
  for (const item of all(".brands li")) item.classList.toggle("is-it", item.dataset.brand === brand?.name);
  one(".brands").classList.toggle("is-known", brand !== null);
  one("#code-hint").textContent = !brand
    ? "3 digits on the back, or 4 on the front of American Express"
    : brand.code === 4
      ? "4 digits on the front of the card"
      : "3 digits on the back of the card";
}

const faultOf = {
  number(text) {
    const digits = text.replace(/[ -]/g, "");
    if (!digits) return "number_missing";
    if (isValid(digits)) return "";
    if (/[^0-9]/.test(digits)) return "number_invalid";
    if (brandOf(digits) === null && digits.length >= 13) return "number_brand";
    return digits.length < 13 ? "number_short" : "number_invalid";
  },
  expiry(text) {
    const found = /^([0-9]{1,2})\s*[/-]?\s*(?:20)?([0-9]{2})$/.exec(text.trim());
    if (!found) return "expiry_invalid";
    const [month, year, now] = [Number(found[1]), 2000 + Number(found[2]), new Date()];
    if (month < 1 || month > 12) return "expiry_month";
    return year * 12 + month < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1 ? "expiry_past" : "";
  },
  code: (text) => (new RegExp(`^[0-9]{${codeDigits()}}$`).test(text.trim()) ? "" : "code_invalid"),
  name: (text) => (text.trim() ? "" : "name_missing"),
  email: (text) => (text.trim() ? "" : "email_missing"),
  password: (text) => (text.trim() ? "" : "password_missing"),
};
const codeDigits = () => brandOf(digitsOf(form.elements.number.value))?.code ?? 3;

// What is wrong with a field, told beside it; "" when it is right.
function check(input) {
  const code = faultOf[input.name](input.value);
  const sentence = code ? sentences[code].replace("{digits}", codeDigitsOrNone()) : "";
  one(`#${input.name}-fault`).textContent = sentence;
  one(`#${input.name}-field`).classList.toggle("has-fault", Boolean(sentence));
  if (sentence) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  return sentence;
}
const codeDigitsOrNone = () => (form.elements.number ? String(codeDigits()) : "");

function showErrors(faults) {
  const box = one("#errors");
  const list = one("ul", box);
  list.replaceChildren(
    ...faults.map(([input, sentence]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${input.id}`;
      link.textContent = sentence;
      item.append(link);
      return item;
    }),
  );
  box.hidden = faults.length === 0;
  if (faults.length) box.focus();
}

// A sentence that appears between pressing and releasing would push the pressed button away.
let pressing = false;
const waiting = [];
function whenReleased(act) {
  if (pressing) waiting.push(act);
  else act();
}
addEventListener("pointerdown", () => (pressing = true), true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => {
    pressing = false;
    setTimeout(() => waiting.splice(0).forEach((act) => act())); // after the click
  });
}

if (form && form.dataset.sentences) {
  const fields = all("input", form);
  const touched = new Set(fields.filter((input) => input.hasAttribute("aria-invalid")));
  for (const input of fields) {
    input.addEventListener("input", (event) => {
      if (input.name === "number") {
        if (!/[^0-9 -]/.test(input.value)) rewrite(input, grouped(digitsLeft(input, event.inputType)));
        nameBrand();
      }
      if (input.name === "expiry") {
        rewrite(input, asExpiry(input.value, !(event.inputType ?? "").startsWith("delete")));
      }
      if (touched.has(input)) check(input); // what was marked is cleared as soon as it is right
    });
    input.addEventListener("blur", () => {
      if (!input.value.trim() && !touched.has(input)) return; // passing by is no mistake
      touched.add(input);
      whenReleased(() => check(input));
    });
  }
  form.addEventListener("submit", (event) => {
    const faults = fields.map((input) => [input, check(input)]).filter(([, sentence]) => sentence);
    for (const input of fields) touched.add(input);
    if (faults.length) {
      event.preventDefault();
      event.stopImmediatePropagation();
      showErrors(faults);
    }
  });
  one("#errors").addEventListener("click", (event) => {
    if (!event.target.hash) return;
    event.preventDefault();
    one(event.target.hash).focus();
  });
  if (form.elements.number) nameBrand();
  if (!one("#errors").hidden) one("#errors").focus();
}

// One press is enough

for (const sent of all("form[method=post]")) {
  sent.addEventListener("submit", (event) => {
    if (all("form[data-sent]").length) {
      event.preventDefault();
      return;
    }
    sent.dataset.sent = "";
    const button = event.submitter;
    if (!button?.dataset.busy) return;
    button.dataset.rest = button.textContent;
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  });
}
addEventListener("pageshow", (event) => {
  if (!event.persisted) return; // the page came back as it was left
  for (const sent of all("form[data-sent]")) delete sent.dataset.sent;
  for (const button of all("button[aria-disabled]")) {
    button.textContent = button.dataset.rest;
    button.removeAttribute("aria-disabled");
  }
});

// Test numbers

for (const button of all("button[name=use]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    for (const input of all("input", form)) {
      input.value = button.dataset[input.name] ?? "";
      check(input);
    }
    showErrors([]);
    if (form.elements.number) nameBrand();
    one("[data-filled]").textContent = `${button.getAttribute("aria-label").replace("Fill in", "Filled in")}.`;
    one("button.main", form).focus();
  });
}

// The clock

const clock = one(".clock");
if (clock) {
  const { until, now, opened } = clock.dataset;
  const ahead = Date.now() - Number(now); // of the bank's clock
  const whole = Math.max(Number(until) - Number(opened), 1);
  const words = one("[data-words]", clock);
  const told = one("[data-told]");
  const bar = one(".bar", clock);
  const said = new Set();
  const tick = () => {
    const left = Math.max(0, Math.ceil((Number(until) - (Date.now() - ahead)) / 1000));
    if (left > 3600) return;
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    words.textContent = `${time} left`;
    bar.hidden = false;
    bar.firstElementChild.style.width = `${Math.min(100, (left * 100_000) / whole)}%`;
    clock.classList.toggle("is-late", left <= 60);
    for (const [seconds, sentence] of [[120, "Two minutes left to pay."], [30, "Thirty seconds left to pay."]]) {
      if (left <= seconds && left > seconds - 10 && !said.has(seconds)) {
        said.add(seconds);
        told.textContent = sentence;
      }
    }
    if (left === 0) {
      clearInterval(ticking);
      if (!one("form[data-sent]")) location.replace(location.pathname); // the bank says what it means
    }
  };
  const ticking = setInterval(tick, 1000);
  tick();
}
