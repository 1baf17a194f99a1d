// The page of an assignment, and the one behind a one-time link, which has no session and no cookie
// (portal.js is there too). Without this module its form sends text and
// files at once; with it the text is saved as it is typed, each file travels by itself, and nothing
// is lost when the line or the session drops. Unsent text waits in this tab's own storage, for this
// person alone, until the portal has it; files wait in the page only.

const form = document.querySelector("form[data-keep]");
const REST_MS = 2500, AGAIN_MS = 10000, MEGABYTE = 1024 * 1024;
const box = form?.querySelector(".keeping");
const word = box?.querySelector("[role=status]");
const pattern = form?.querySelector("#mau-tep");
const OWN = form?.dataset.keptAs;
const rows = new Set();
let kept, unsure = false, byHand = false, trouble = "", going = false, timer, turn = Promise.resolve();

// --- what is typed ---------------------------------------------------------------------------------
const NOT_TYPED = ["csrfmiddlewaretoken", "typed_by", "version"];
function entries() {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_TYPED.includes(name));
}
const typed = () => JSON.stringify(entries());
function fill(wanted) {
  for (const control of form.elements) {
    if (!control.name || control.type === "file" || control.type === "hidden" || control.tagName === "BUTTON") continue;
    const values = wanted.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (values.length) control.value = values[0];
  }
}
// A browser that keeps nothing loses nothing either while the page is open.
function store() { try { sessionStorage.setItem(OWN, JSON.stringify({ version: form.elements.version.value, typed: entries() })); } catch { /* none */ } }
function unstore() { try { sessionStorage.removeItem(OWN); } catch { /* none */ } }
function stored() {
  try {
    const person = OWN.slice(0, OWN.lastIndexOf("-") + 1);
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("nhap-") && !key.startsWith(person)) sessionStorage.removeItem(key);
    return JSON.parse(sessionStorage.getItem(OWN));
  } catch { return null; }
}

// --- asking the portal -----------------------------------------------------------------------------
function token() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie ? cookie.slice(10) : form.elements.csrfmiddlewaretoken?.value ?? "";
}
function outcome(status) {
  // Too often in one minute, it is tried again in the next.
  if (status === 429) return "fault";
  if (status === 0 || status === 502 || status === 503 || status === 504) return "line";
  if (status === 401) return "door";
  if (status === 403 || status === 404 || status === 410) return "gone";
  return status >= 500 ? "fault" : "";
}
// One request after the other, so that each begins from the version the last one left.
function inTurn(work) {
  const mine = turn.then(work);
  turn = mine.catch(() => {});
  return mine;
}
function ask(url, fields, { progress, started, beacon } = {}) {
  const body = new FormData();
  for (const [name, ...value] of fields) body.append(name, ...value);
  if (beacon) return fetchAnswer(url, body);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    if (progress) request.upload.addEventListener("progress", progress);
    const answer = () => { let data = {}; try { data = JSON.parse(request.responseText); } catch { /* a page */ } resolve({ status: request.status, data, trouble: outcome(request.status) }); };
    request.addEventListener("load", answer);
    request.addEventListener("error", answer);
    request.addEventListener("abort", () => resolve({ status: 0, data: {}, stopped: true, trouble: "" }));
    started?.(request);
    request.send(body);
  });
}
// Goes on when the page is put away: a telephone may end it while its camera is open.
async function fetchAnswer(url, body) {
  try {
    const response = await fetch(url, { method: "POST", body, keepalive: true, redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": token() } });
    return { status: response.status, data: await response.json().catch(() => ({})), trouble: outcome(response.status) };
  } catch { return { status: 0, data: {}, trouble: "line" }; }
}
// The page goes on from the new version where only this page has changed the draft since.
function follow({ before, version, mine }) {
  const shown = Number(form.elements.version.value);
  if (before === shown || (unsure && mine && before === shown + 1)) form.elements.version.value = version;
  unsure = false;
}
function isOwn({ before, mine }) { return unsure && mine && before === Number(form.elements.version.value) + 1; }

// --- saying how it stands ----------------------------------------------------------------------------
function say(sentence, kind = "") {
  box.hidden = false;
  box.className = kind ? "keeping note warn" : "keeping";
  if (word.textContent !== sentence) word.textContent = sentence;
  box.querySelector("[data-again]").hidden = !["line", "fault", "door"].includes(kind);
  const door = box.querySelector("a[data-door]");
  if (door) door.hidden = kind !== "door";
}
function inTrouble(kind) { trouble = kind; say(box.dataset[kind], kind); }
function allWell() { trouble = ""; }

// --- the text -------------------------------------------------------------------------------------------
async function keep({ beacon = false, anyway = false } = {}) {
  const now = typed();
  if (byHand || (now === kept && !anyway)) return "";
  const send = () => ask(form.dataset.keep, [...entries(), ["version", form.elements.version.value]], { beacon });
  let answer = await send();
  if (answer.status === 409 && isOwn(answer.data)) {
    form.elements.version.value = answer.data.before;
    unsure = false;
    answer = await send();
  }
  if (answer.trouble) { unsure ||= answer.trouble !== "door"; inTrouble(answer.trouble); return answer.trouble; }
  if (answer.status !== 200) { byHand = true; say(answer.data.error ?? box.dataset.fault, "other"); return "other"; }
  follow(answer.data);
  allWell();
  kept = now;
  if (typed() === now) unstore();
  show(answer.data);
  say(box.dataset.kept.replace("{at}", answer.data.at) + (answer.data.wrong ? ` ${box.dataset.wrong} ${answer.data.wrong}` : ""));
  return "";
}
function later() {
  store();
  clearTimeout(timer);
  timer = setTimeout(() => inTurn(() => keep()), REST_MS);
}

// --- the files ---------------------------------------------------------------------------------------------
function show({ files, required }) {
  if (files === undefined) return;
  const place = document.querySelector("#tep-da-co");
  const inside = place.contains(document.activeElement);
  // Made by the portal's own template, names escaped.
  if (place.innerHTML.trim() !== files.trim()) place.innerHTML = files;
  for (const [kind, words] of Object.entries(required)) {
    const line = form.querySelector(`[data-required="${kind}"]`);
    if (line) line.innerHTML = words;
  }
  if (inside && !place.contains(document.activeElement)) (place.querySelector("button") ?? form.querySelector("input[type=file]")).focus();
}
const size = (bytes) => `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 }).format(bytes / MEGABYTE)} MB`;
function nameOf(file, input, words) {
  // Every photograph of a telephone's camera is called the same.
  if (!input.hasAttribute("capture") || !/^image\.\w+$/i.test(file.name)) return file.name;
  const at = new Date().toTimeString().slice(0, 8).replaceAll(":", "");
  return `${words.photo}-${at}-${rows.size + 1}.${file.name.split(".").pop()}`;
}
function addRow(file, input) {
  const line = pattern.content.firstElementChild.cloneNode(true);
  const row = { file, line, words: line.dataset, kind: input.dataset.kind || form.elements.other_kind.value, state: "waits" };
  row.name = nameOf(file, input, row.words);
  line.querySelector("b").textContent = row.name;
  line.querySelector("progress").setAttribute("aria-label", row.name);
  for (const name of line.querySelectorAll("button > span")) name.textContent = `: ${row.name}`;
  line.querySelector("[data-stop]").addEventListener("click", () => { if (row.request) row.request.abort(); else mark(row, "stopped"); });
  line.querySelector("[data-retry]").addEventListener("click", () => { mark(row, "waits"); inTurn(() => sendFile(row)); });
  line.querySelector("[data-drop]").addEventListener("click", () => away(row));
  let list = input.closest("fieldset").querySelector("ul.sending");
  if (!list) {
    list = document.createElement("ul");
    list.className = "files sending";
    input.closest("fieldset").append(list);
  }
  list.append(line);
  rows.add(row);
  if (file.size > Number(form.querySelector("[data-max-bytes]").dataset.maxBytes)) { mark(row, "refused", `${row.name}: ${row.words.large}`); return; }
  mark(row, "waits");
  inTurn(() => sendFile(row));
}
function mark(row, state, sentence = row.words[state] ?? "") {
  row.state = state;
  const runs = ["waits", "sending", "storing"].includes(state);
  row.line.querySelector("progress").hidden = !runs;
  row.line.querySelector(".meta").textContent = sentence;
  row.line.querySelector(".meta").className = state === "refused" ? "meta error" : "meta";
  row.line.querySelector("[data-stop]").hidden = !["waits", "sending"].includes(state);
  row.line.querySelector("[data-retry]").hidden = runs || state === "refused";
  row.line.querySelector("[data-drop]").hidden = runs;
}
function away(row) {
  const fieldset = row.line.closest("fieldset");
  if (row.line.contains(document.activeElement)) fieldset.querySelector("input[type=file]:not([capture])").focus();
  rows.delete(row);
  row.line.remove();
}
async function sendFile(row) {
  if (row.state !== "waits") return;
  mark(row, "sending", row.words.sending.replace("{sent}", size(0)).replace("{size}", size(row.file.size)));
  const bar = row.line.querySelector("progress");
  const progress = ({ loaded, total }) => {
    bar.value = 100 * loaded / total;
    if (loaded >= total) mark(row, "storing");
    else row.line.querySelector(".meta").textContent = row.words.sending.replace("{sent}", size(loaded)).replace("{size}", size(total));
  };
  const answer = await ask(form.dataset.add, [["kind", row.kind], ["file", row.file, row.name]], { progress, started: (request) => { row.request = request; } });
  row.request = null;
  if (answer.stopped) { unsure = true; mark(row, "stopped"); return; }
  if (answer.trouble) { unsure ||= answer.trouble !== "door"; mark(row, answer.trouble); inTrouble(answer.trouble); return; }
  if (answer.status !== 200) { mark(row, "refused", answer.data.error ?? row.words.fault); return; }
  follow(answer.data);
  allWell();
  away(row);
  show(answer.data);
  say(row.words.sent.replace("{name}", row.name));
}
async function dropFile(button) {
  const answer = await ask(button.dataset.url, []);
  if (answer.trouble) { unsure ||= answer.trouble !== "door"; inTrouble(answer.trouble); return; }
  if (answer.status !== 200) { say(answer.data.error ?? box.dataset.fault, "other"); return; }
  follow(answer.data);
  show(answer.data);
}

// --- going on after trouble ----------------------------------------------------------------------------------
const unsent = () => [...rows].filter((row) => ["waits", "sending", "storing", "line", "door", "fault"].includes(row.state));
function again(how) {
  // What may have arrived already goes first.
  for (const row of unsent()) if (["line", "door", "fault"].includes(row.state)) { mark(row, "waits"); inTurn(() => sendFile(row)); }
  return inTurn(() => keep(how));
}
function mend() {
  const stuck = [...rows].some((row) => ["line", "door", "fault"].includes(row.state));
  if ((stuck || trouble) && trouble !== "gone" && !document.hidden) again();
}

async function reachable() {
  try { await fetch("/healthz", { cache: "no-store" }); return ""; } catch { return "line"; }
}
async function submit(event) {
  if (going) return;
  event.preventDefault();
  clearTimeout(timer);
  const { submitter } = event;
  if (unsent().length) say(box.dataset.waiting);
  const last = byHand ? await reachable() : await again({ anyway: true });
  if (unsent().length) { say(trouble ? box.dataset[trouble] : box.dataset.unsent, trouble || "other"); return; }
  // A file that was refused or stopped is not there: nobody signs believing that it is.
  if (submitter?.name === "check" && rows.size) { say(box.dataset.unsent, "other"); [...rows][0].line.querySelector("[data-drop]").focus(); return; }
  // Without a session the portal holds what is sent, and gives it back after the sign-in.
  if (last && last !== "door" && last !== "other") { inTrouble(last); return; }
  going = true;
  if (form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = token();
  form.requestSubmit(submitter);
}

function begin() {
  kept = "unsaved" in form.dataset ? "" : typed();
  byHand = "byHand" in form.dataset;
  const waiting = stored();
  if (waiting && !byHand && JSON.stringify(waiting.typed) !== typed()) {
    fill(waiting.typed);
    form.elements.version.value = waiting.version;
    say(box.dataset.restored);
  } else unstore();
  if (typed() !== kept) inTurn(() => keep());
  form.addEventListener("input", (event) => { if (event.target.type !== "file") later(); });
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file") return;
    event.stopPropagation();
    for (const file of input.files) addRow(file, input);
    input.value = "";
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=drop]");
    if (!button) return;
    event.preventDefault();
    inTurn(() => dropFile(button));
  });
  form.addEventListener("submit", submit);
  box.querySelector("[data-again]").addEventListener("click", () => again());
  addEventListener("online", mend);
  setInterval(mend, AGAIN_MS);
  addEventListener("pageshow", () => { going = false; });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { clearTimeout(timer); if (!going) inTurn(() => keep({ beacon: true })); } else mend();
  });
  addEventListener("beforeunload", (event) => { if (!going && (unsent().length || (trouble && typed() !== kept))) event.preventDefault(); });
}
if (form) begin();

// --- a form with nothing to type only waits for the line --------------------------------------------------
for (const other of document.querySelectorAll("form[data-line]")) {
  let passed = false;
  other.addEventListener("submit", async (event) => {
    if (passed) { passed = false; return; }
    event.preventDefault();
    const { submitter } = event, said = other.querySelector("[role=status]");
    if (await reachable()) { said.textContent = other.dataset.line; said.hidden = false; return; }
    said.hidden = passed = true;
    other.requestSubmit(submitter);
  });
}
