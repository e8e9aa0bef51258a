// The point of a photograph that stays in view, set by mouse, finger or arrow keys. Without this script a
// touch on the picture sends the form, and the two numbers do the same.

const STEP = 2;

const form = document.querySelector("form[data-focus]");
if (form) {
  const picture = form.querySelector("input[type=image]");
  const mark = form.querySelector(".focus__mark");
  const result = form.querySelector(".focus__result img");
  const numbers = { x: form.elements.x, y: form.elements.y };
  const point = () => ({ x: Number(numbers.x.value), y: Number(numbers.y.value) });

  const show = () => {
    const { x, y } = point();
    mark.style.left = `${x}%`;
    mark.style.top = `${y}%`;
    draw(whole, result, x, y);
  };
  const set = (x, y) => {
    numbers.x.value = Math.round(Math.min(100, Math.max(0, x)));
    numbers.y.value = Math.round(Math.min(100, Math.max(0, y)));
    show();
  };
  const touch = (event) => {
    const box = picture.getBoundingClientRect();
    set((100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height);
  };

  const whole = new Image();
  whole.addEventListener("load", show);
  whole.src = picture.src;
  mark.hidden = false;
  picture.addEventListener("pointerdown", (event) => {
    picture.setPointerCapture(event.pointerId);
    touch(event);
  });
  picture.addEventListener("pointermove", (event) => {
    if (picture.hasPointerCapture(event.pointerId)) touch(event);
  });
  // A click would send the form, so would Enter: with the script the point is saved by the button.
  picture.addEventListener("click", (event) => { if (event.detail > 0) event.preventDefault(); });
  picture.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!move) return;
    event.preventDefault();
    set(point().x + STEP * move[0], point().y + STEP * move[1]);
  });
  for (const number of Object.values(numbers)) number.addEventListener("input", show);
}

/** Draw the square around the point into the small picture, as the server crops it. */
function draw(whole, result, x, y) {
  if (!whole.complete || !whole.naturalWidth) return;
  const side = Math.min(whole.naturalWidth, whole.naturalHeight);
  const at = (share, length) => Math.min(length - side, Math.max(0, Math.round((share * length) / 100 - side / 2)));
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 320;
  canvas.getContext("2d").drawImage(
    whole, at(x, whole.naturalWidth), at(y, whole.naturalHeight), side, side, 0, 0, 320, 320,
  );
  result.src = canvas.toDataURL("image/jpeg");
}
