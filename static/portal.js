// Small conveniences; every page works without them.
"use strict";

// A form sent once: the button rests until the answer comes, so a second tap sends nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post") { form.dataset.sent = "1"; }
});
// Coming back with the back button finds the form usable again.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// A permalink is also copied.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy]");
  if (!link || !navigator.clipboard) return;
  await navigator.clipboard.writeText(link.href);
  const before = link.textContent;
  link.textContent = link.dataset.copy;
  setTimeout(() => { link.textContent = before; }, 2000);
});

// The error summary takes the focus, as a reader of the page expects.
document.querySelector(".summary")?.focus();
