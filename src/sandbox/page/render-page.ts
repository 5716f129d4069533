/** The page as HTML: complete without its script, which only keeps it fresh. */
import { escapeHtml } from "./escape-html.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { linkTo } from "./page-view.ts";
import type { Cell, PageView, Table } from "./page-view.ts";

const TITLES: Readonly<Record<Table["id"], string>> = {
  contacts: "Contacts",
  lists: "Lists",
  requests: "Last requests",
};

export function renderPage(view: PageView): string {
  const [contacts, ...others] = view.tables.map((table) => renderTable(table, view));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>HubSpot sandbox</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header><h1>HubSpot sandbox</h1><p>a stand-in on this machine · <span id="live" role="status">as it was loaded</span></p></header>
<main>
<dl>${view.facts.map(renderFact).join("")}</dl>
${contacts ?? ""}
${others.join("\n")}
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function renderFact({ id, label, value }: PageView["facts"][number]): string {
  return `<div><dt>${escapeHtml(label)}</dt><dd id="fact-${escapeHtml(id)}">${escapeHtml(value)}</dd></div>`;
}

function renderTable(table: Table, view: PageView): string {
  const { id, columns, rows, note } = table;
  const isContacts = id === "contacts";
  const title = isContacts && view.listName !== null ? `On the list ${view.listName}` : TITLES[id];
  return `<section aria-labelledby="${id}-title">
<div class="head"><h2 id="${id}-title">${escapeHtml(title)}</h2><p id="${id}-note">${escapeHtml(note)}</p></div>
${isContacts ? renderSearch(view) : ""}
<div class="scroll" role="region" aria-labelledby="${id}-title" tabindex="0">
<table id="${id}" data-columns="${escapeHtml(columns.join(" "))}">
<thead><tr>${columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join("")}</tr></thead>
<tbody>${rows.map(renderRow).join("\n")}</tbody>
</table>
</div>
${isContacts ? renderPaging(view) : ""}
</section>`;
}

function renderRow(cells: readonly Cell[]): string {
  const [first, ...rest] = cells.map(renderCell);
  return `<tr><th scope="row">${first ?? ""}</th>${rest.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

function renderCell({ text, link }: Cell): string {
  return link === undefined ? escapeHtml(text) : `<a href="${escapeHtml(link)}">${escapeHtml(text)}</a>`;
}

function renderSearch({ question, listName }: PageView): string {
  const list =
    question.listId === null ? "" : `<input type="hidden" name="list" value="${escapeHtml(question.listId)}">`;
  const all = listName === null ? "" : `<p><a href="?">all contacts</a></p>`;
  return `<form method="get" role="search">${list}
<input type="search" name="q" value="${escapeHtml(question.search)}" aria-label="Find contacts" placeholder="address, name, id or value">
<button>Find</button>
</form>${all}`;
}

function renderPaging({ question, pages }: PageView): string {
  const link = (page: number, text: string): string =>
    page < 1 || page > pages ? "" : `<a href="${escapeHtml(linkTo({ ...question, page }))}">${text}</a>`;
  return `<nav aria-label="Pages of contacts">${link(question.page - 1, "before")}${link(question.page + 1, "next")}</nav>`;
}
