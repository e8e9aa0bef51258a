/** Another gate for this phone, chosen under More. */

/** Wire the choice; returns how to show the gates there are. */
export function makeGateChoice(root, choose) {
  const select = root.querySelector("select");
  let drawn = "";
  select.addEventListener("change", () => choose(Number(select.value)));

  return (gates, current) => {
    root.hidden = gates.length < 2;
    const now = JSON.stringify(gates);
    if (now !== drawn) select.replaceChildren(...gates.map(({ id, name }) => new Option(name, id)));
    drawn = now;
    select.value = String(current);
  };
}
