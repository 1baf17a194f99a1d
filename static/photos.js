// Large photographs are drawn smaller before they travel: <input type="file" data-smaller="Đang …">.
// The rest of the page sees only the smaller file, under the name it had. Where the browser cannot
// open the image, or has no way to put a file back, the file goes as it is and the portal answers.

const LARGE_BYTES = 4 * 1024 * 1024, LONGEST_PX = 4000, QUALITY = 0.85;
const ours = new WeakSet(), busy = new Map();
const isPhoto = (file) => /^image\/(jpeg|png|hei[cf])$/.test(file.type) || /\.hei[cf]$/i.test(file.name);
const isLarge = (file) => file.size > LARGE_BYTES && isPhoto(file);

async function smaller(file) {
  if (!isLarge(file)) return file;
  let image;
  // The turn the camera only noted is carried out here, for the new file notes nothing.
  try { image = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return file; }
  try {
    const scale = Math.min(1, LONGEST_PX / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    const pen = canvas.getContext("2d");
    // What is see-through in a PNG is paper.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
    canvas.width = canvas.height = 0;
    return drawn && drawn.size < file.size ? new File([drawn], file.name, { type: "image/jpeg", lastModified: file.lastModified }) : file;
  } catch { return file; } finally { image.close(); }
}

function say(input) {
  const word = document.createElement("output");
  word.className = "hint";
  word.textContent = input.dataset.smaller;
  (input.closest("label") ?? input).after(word);
  return word;
}

async function redraw(input, files) {
  const word = say(input), given = new DataTransfer();
  // One after the other: a telephone holds one opened photograph, not ten.
  for (const file of files) given.items.add(await smaller(file));
  word.remove();
  input.files = given.files;
  const told = new Event("change", { bubbles: true });
  ours.add(told);
  input.dispatchEvent(told);
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file" || !("smaller" in input.dataset) || ours.has(event)) return;
  const files = [...input.files], before = busy.get(input);
  if (!before && (!files.some(isLarge) || !globalThis.DataTransfer)) return;
  event.stopImmediatePropagation();
  // What is taken while the last one is being drawn comes after it.
  const work = Promise.resolve(before).then(() => redraw(input, files)).finally(() => { if (busy.get(input) === work) busy.delete(input); });
  busy.set(input, work);
}, { capture: true });

// A form sent meanwhile waits for its photographs.
document.addEventListener("submit", (event) => {
  const form = event.target, waited = [...busy].filter(([input]) => input.form === form).map(([, work]) => work);
  if (!waited.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  Promise.all(waited).then(() => form.requestSubmit(submitter));
}, { capture: true });
