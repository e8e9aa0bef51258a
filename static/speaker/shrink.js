// A photograph is made smaller before it is sent: phones take pictures of 10 MB, and a page needs 1 % of that.
// Where a browser can't, the picture goes as it is, and the server does the same.

const LONGEST = 2000;
const SMALL = 1_500_000;

const form = document.querySelector("form[data-shrink]");
const input = form?.querySelector("input[type=file]");
const status = form?.querySelector("[data-shrunk]");

input?.addEventListener("change", async () => {
  status.textContent = "";
  const [file] = input.files;
  if (!file || !file.type.startsWith("image/") || file.type === "image/svg+xml") return;
  const smaller = await shrunk(file).catch(() => null);
  if (!smaller || input.files[0] !== file) return;
  const files = new DataTransfer();
  files.items.add(smaller);
  input.files = files.files;
  status.textContent = status.dataset.words;
});

async function shrunk(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = LONGEST / Math.max(picture.width, picture.height);
  if (scale >= 1 && file.size <= SMALL) return null;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * Math.min(1, scale));
  canvas.height = Math.round(picture.height * Math.min(1, scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.9); });
  if (!blob || blob.size >= file.size) return null;
  return new File([blob], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
}
