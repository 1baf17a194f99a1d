// The review page (portal.js is there too). Without this script every step works as well; with it
// the selected clause stays where it was on the screen, keys do what the buttons do, and who else
// has the page open is said while one works.

const tree = document.querySelector("ol.tree");
const paper = document.querySelector(".review > .paper");
const chosen = document.querySelector("ol.tree > .at");

// --- after a step everything is where it was -----------------------------------------------------
const PLACE = "kiem-tra-cho-dung";
function keepPlace(row) {
  const kept = { path: location.pathname, paper: paper?.scrollTop ?? 0 };
  if (row) kept.top = row.getBoundingClientRect().top;
  try { sessionStorage.setItem(PLACE, JSON.stringify(kept)); } catch { /* a browser that keeps nothing */ }
}
function keptPlace() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(PLACE));
    sessionStorage.removeItem(PLACE);
    return kept?.path === location.pathname ? kept : null;
  } catch { return null; }
}
function lightInView() {
  const light = paper?.querySelector(".lit, mark")?.getBoundingClientRect();
  const frame = paper?.getBoundingClientRect();
  if (!light || paper.scrollHeight <= paper.clientHeight) return;
  if (light.top < frame.top || light.bottom > frame.bottom) paper.scrollTop += light.top - frame.top - frame.height / 3;
}
function putBack() {
  if (kept && paper) paper.scrollTop = kept.paper;
  if (kept && chosen) {
    const room = innerHeight - 120;
    const top = kept.top === undefined || kept.top < 0 || kept.top > room ? innerHeight / 4 : kept.top;
    scrollBy({ top: chosen.getBoundingClientRect().top - top, behavior: "instant" });
    chosen.querySelector("a").focus({ preventScroll: true });
  }
  lightInView();
}
// What the page says at once on opening is not read out where the focus moves; said anew, it is.
function sayAgain() {
  const box = document.querySelector(".messages");
  const said = box ? [...box.children] : [];
  if (!said.length) return;
  box.replaceChildren();
  setTimeout(() => box.append(...said), 100);
}
// Not only when all is loaded: the picture of a page may take its time. The browser's own way to
// the clause comes once more then.
const kept = keptPlace();
putBack();
sayAgain();
addEventListener("load", () => requestAnimationFrame(() => {
  if ([document.body, chosen?.querySelector("a")].includes(document.activeElement)) putBack();
}));
document.addEventListener("submit", (event) => {
  if (event.target.closest(".review, .head") && !event.defaultPrevented) keepPlace(chosen);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest(".review a[href*='muc=']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  keepPlace(link.closest("ol.tree > li"));
});

// --- words typed and not saved yet stay while one looks at another clause ---------------------------
const TYPED = "kiem-tra-dang-go-";
const writing = document.querySelector("form[data-typed]");
if (writing) {
  const { label, text, revision } = writing.elements;
  const key = TYPED + writing.dataset.typed;
  let held = null;
  try { held = JSON.parse(sessionStorage.getItem(key)); } catch { /* nothing kept */ }
  if (held && (held.label !== label.value || held.text !== text.value)) {
    // With the revision they were typed over: a change made meanwhile is a conflict.
    [label.value, text.value, revision.value] = [held.label, held.text, held.revision];
    writing.querySelector(".note").hidden = false;
    writing.closest("details").open = true;
  }
  writing.addEventListener("input", () => {
    const typed = { label: label.value, text: text.value, revision: revision.value };
    try { sessionStorage.setItem(key, JSON.stringify(typed)); } catch { /* not kept */ }
  });
  writing.addEventListener("submit", () => { try { sessionStorage.removeItem(key); } catch { /* none */ } });
}

// --- keys, only while the focus is in the tree, and not at all if somebody says so -----------------
const KEYS_OFF = "kiem-tra-khong-phim-tat";
const keys = document.querySelector(".keys");
const wanted = keys?.querySelector("input");
if (keys) {
  keys.hidden = false;
  keys.open = matchMedia("(min-width: 62.5rem)").matches;
  try { wanted.checked = localStorage.getItem(KEYS_OFF) === null; } catch { /* stays on */ }
  wanted.addEventListener("change", () => {
    try { wanted.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "1"); } catch { /* for this page only */ }
  });
}
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
function step(from, by) {
  const links = [...tree.querySelectorAll(":scope > li > a")];
  const at = links.indexOf(from.closest("ol.tree > li").querySelector("a"));
  links[at + by]?.focus();
}
function press(key) {
  const control = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (!control) return false;
  control.click();
  control.parentElement.querySelector("input[type=radio], input:not([type=hidden])")?.focus();
  return true;
}
tree?.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (wanted && !wanted.checked || target.matches("input, textarea, select")) return;
  if (key in STEPS) {
    // On a button of the selected clause the arrows go on scrolling the page.
    if (key.startsWith("Arrow") && !target.matches("ol.tree > li > a")) return;
    step(target, STEPS[key]);
    event.preventDefault();
  } else if (target.closest(".at") && press(key)) event.preventDefault();
});

// --- who else has the page open ------------------------------------------------------------------------
const BEAT_MS = 20000;
const company = document.querySelector("[data-say]");
const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
let said = company?.innerHTML.trim();
let beating = Boolean(company && token);
async function beat() {
  if (!beating || document.hidden) return;
  let answer;
  try {
    answer = await fetch(company.dataset.say, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ revision: company.dataset.revision }),
      redirect: "error",
    });
  } catch { return; }
  // Signed out, or the draft is gone: a person will see it at the next step.
  if (!answer.ok) { beating = false; return; }
  const words = (await answer.text()).trim();
  if (words !== said) company.innerHTML = said = words;
}
beat();
setInterval(beat, BEAT_MS);
document.addEventListener("visibilitychange", beat);
