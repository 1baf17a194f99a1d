// The review queue (portal.js is there too). Without this script every step works as well; with it
// keys do what the links and buttons do, pages of a file turn in place, and others learn that one
// looks at a confirmation.

const OFF = "tham-dinh-khong-phim-tat";
const help = document.getElementById("phim-tat");
const toggle = help?.querySelector("[data-keys]");
const turnedOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
if (help) help.hidden = false;
if (toggle) {
  toggle.checked = !turnedOff();
  toggle.addEventListener("change", () => {
    try { localStorage.setItem(OFF, toggle.checked ? "0" : "1"); } catch { /* a browser that keeps nothing */ }
  });
}

// --- keys --------------------------------------------------------------------------------------------
const links = () => [...document.querySelectorAll("[data-rows] h2 a")];
function along(step) {
  const all = links();
  if (!all.length) return false;
  const at = all.indexOf(document.activeElement);
  all[Math.min(Math.max(at + step, 0), all.length - 1)].focus();
  return true;
}
function follow(key) { document.querySelector(`a[data-key="${key}"]`)?.click(); }
const KEYS = {
  j: () => along(1) || follow("j"),
  k: () => along(-1) || follow("k"),
  a: () => document.querySelector('form[data-key="a"]')?.requestSubmit(),
  r: () => {
    const back = document.getElementById("tra-lai");
    if (!back) return;
    back.open = true;
    back.querySelector("input:not([type=hidden]), textarea")?.focus();
  },
  e: () => {
    const all = [...document.querySelectorAll("[data-preview]")];
    const next = all[(all.indexOf(document.activeElement?.closest("[data-preview]")) + 1) % all.length];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "start" });
  },
  "?": () => { if (help) { help.open = !help.open; help.querySelector("summary").focus(); } },
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
  if (!KEYS[event.key] || turnedOff()) return;
  event.preventDefault();
  KEYS[event.key]();
});

// --- pages of a file, in place -------------------------------------------------------------------------
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-look] a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const place = link.closest("[data-look]");
  event.preventDefault();
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const shown = page.querySelector("[data-shown]");
    if (!answer.ok || !shown) throw new Error("not shown");
    place.replaceChildren(...shown.childNodes);
    place.closest("[data-preview]")?.focus({ preventScroll: true });
  } catch {
    location.assign(link.href);
  } finally {
    place.removeAttribute("aria-busy");
  }
});

// --- who looks at what -----------------------------------------------------------------------------------
const claimed = document.querySelector("[data-claim]");
const token = claimed?.querySelector("[name=csrfmiddlewaretoken]");
if (token) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: token.value, "lang-le": "1" });
  fetch(claimed.dataset.claim, { method: "POST", body, credentials: "same-origin" }).catch(() => {});
}
