// Small conveniences; every page works without them.
"use strict";

// --- a form is sent once -----------------------------------------------------------------------
// The button rests until the answer comes, so a second tap sends nothing; after a while it wakes
// again, for a bad line or a file that came as the answer.
const REST_MS = 15000;
function wake(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled=true]")) button.removeAttribute("aria-disabled");
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  const refused = [...form.elements].find((control) => control.validity?.customError);
  if (refused) { event.preventDefault(); refused.focus(); return; }
  if (form.dataset.sent) { event.preventDefault(); return; }
  // The next person at this device finds nothing of what was typed here.
  if (form.action.endsWith("/logout/")) { try { sessionStorage.clear(); } catch { /* none kept */ } }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => wake(form), REST_MS);
});
// Coming back with the back button finds the form usable again.
addEventListener("pageshow", () => { for (const form of document.forms) wake(form); });

// --- a permalink is also copied: <a class="link" href="#…" data-copy="Đã chép"> -------------------
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy]");
  if (!link || !navigator.clipboard) return;
  if (link.href === location.href.split("#")[0]) event.preventDefault();
  try { await navigator.clipboard.writeText(link.href); } catch { return; }
  link.dataset.before ??= link.textContent;
  link.textContent = link.dataset.copy;
  setTimeout(() => { link.textContent = link.dataset.before; }, 2000);
});

// --- printing needs a script; without one the browser's own command does it ---------------------------
for (const place of document.querySelectorAll("[data-print]")) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => print());
}

// --- files are measured before they travel ---------------------------------------------------------
// <input type="file" data-max-bytes="…" data-too-big="…" data-max-files="…" data-too-many="…">
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file") return;
  const files = [...input.files];
  const big = files.find((file) => file.size > Number(input.dataset.maxBytes || Infinity));
  const many = files.length > Number(input.dataset.maxFiles || Infinity);
  const trouble = big ? `${big.name}: ${input.dataset.tooBig}` : many ? input.dataset.tooMany : "";
  input.setCustomValidity(trouble);
  let word = input.nextElementSibling;
  if (!word?.matches("output")) {
    word = document.createElement("output");
    input.after(word);
  }
  word.className = trouble ? "error" : "hint";
  const named = files.slice(0, 5).map((file) => file.name).join(", ");
  word.textContent = trouble || (files.length > 5 ? `${named}, … (${files.length})` : files.length > 1 ? named : "");
});

// --- the frame -----------------------------------------------------------------------------------------
// Contents and facts stand open beside the text where there is room for them.
const roomy = matchMedia("(min-width: 68rem)");
const kept = new Set(document.querySelectorAll("details.fold[open]"));
function unfold() { for (const fold of document.querySelectorAll("details.fold")) fold.open = roomy.matches || kept.has(fold); }
roomy.addEventListener("change", unfold);
unfold();
// A menu closes when the person goes elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});
// The error summary takes the focus, as a reader of the page expects.
document.querySelector(".summary")?.focus();
