/**
 * The page's script: asks for the view every two seconds and writes what changed into text nodes. Data never becomes HTML;
 * a row that did not change keeps its place, so that focus and selection stay. It is sent as it stands.
 */
export const PAGE_SCRIPT = `
"use strict";
const status = document.getElementById("live");
const shown = new Map();
const cellOf = ({ text, link }, at) => {
  const cell = document.createElement(at === 0 ? "th" : "td");
  if (at === 0) cell.scope = "row";
  if (link === undefined || !link.startsWith("?")) cell.textContent = text;
  else {
    const anchor = document.createElement("a");
    anchor.href = link;
    anchor.textContent = text;
    cell.append(anchor);
  }
  return cell;
};
const rowOf = (cells) => {
  const row = document.createElement("tr");
  row.append(...cells.map(cellOf));
  return row;
};
const write = (view) => {
  for (const { id, value } of view.facts) {
    const fact = document.getElementById("fact-" + id);
    if (fact.textContent !== value) fact.textContent = value;
  }
  for (const { id, columns, rows, note } of view.tables) {
    const table = document.getElementById(id);
    if (table.dataset.columns !== columns.join(" ")) return location.reload();
    const text = JSON.stringify(rows);
    if (shown.get(id) !== text) table.tBodies[0].replaceChildren(...rows.map(rowOf));
    shown.set(id, text);
    document.getElementById(id + "-note").textContent = note;
  }
};
const say = (text) => {
  if (status.textContent !== text) status.textContent = text;
};
const ask = async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch("/sandbox/view" + location.search, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    write(await answer.json());
    say("live");
  } catch {
    say("the sandbox does not answer");
  }
};
setInterval(ask, 2000);
`;
