/* One slider over the radio buttons in [data-chance]: it mirrors them, and the number that follows is said
   beside it. Without script the radio buttons stand there by themselves. */

const group = document.querySelector("[data-chance]");
const radios = [...(group?.querySelectorAll("input[type=radio]") ?? [])];

function labelOf(radio) {
  return group.querySelector(`label[for="${radio.id}"]`).textContent.trim();
}

function build() {
  const slider = document.createElement("input");
  const said = document.createElement("output");
  Object.assign(slider, { type: "range", min: 0, max: radios.length - 1, step: 1, className: "chance__slider" });
  slider.setAttribute("aria-labelledby", group.querySelector("fieldset").id + "-legend");
  group.querySelector("legend").id = group.querySelector("fieldset").id + "-legend";
  said.className = "chance__said";

  function show() {
    const chosen = radios.find((radio) => radio.checked) ?? radios[0];
    slider.value = radios.indexOf(chosen);
    slider.setAttribute("aria-valuetext", labelOf(chosen));
    const label = document.createElement("strong");
    label.textContent = labelOf(chosen);
    const hint = document.getElementById(`${chosen.id}-hint`)?.textContent.replace(/\s+/g, " ").trim() ?? "";
    said.replaceChildren(label, document.createElement("br"), ` ${hint}`);
  }

  slider.addEventListener("input", () => {
    radios[Number(slider.value)].checked = true;
    show();
  });
  const choices = group.querySelector(".choices");
  choices.addEventListener("change", show);
  choices.before(slider, said);
  choices.hidden = true;
  show();
}

if (radios.length) build();
