/** What the page shows, as plain texts: the server writes them into HTML, the page's script into text nodes. */
import { isoInstant } from "../../platform/instant.ts";
import type { Fault } from "../faults.ts";
import type { Contact } from "../hubspot/contact-store.ts";
import type { ContactList } from "../hubspot/contact-list.ts";
import type { HubSpotSandbox } from "../hubspot/hubspot-sandbox.ts";

/** What is asked of the page, from its query. */
export interface PageQuestion {
  /** Contained in an address, a name, an id or a property's value, in any case; empty: all. */
  readonly search: string;
  /** From 1. */
  readonly page: number;
  /** Only the members of this list; null: all contacts. */
  readonly listId: string | null;
}

export interface Cell {
  readonly text: string;
  /** Starts with `?`: another view of this page. */
  readonly link?: string;
}

export interface Table {
  readonly id: "contacts" | "lists" | "requests";
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** How much of it is shown. */
  readonly note: string;
}

export interface PageView {
  readonly question: PageQuestion;
  /** The list whose members are shown. */
  readonly listName: string | null;
  readonly pages: number;
  readonly facts: readonly { readonly id: string; readonly label: string; readonly value: string }[];
  readonly tables: readonly Table[];
}

const ROWS_PER_PAGE = 50;
const REQUESTS_SHOWN = 50;
const SEARCH_LENGTH_MAX = 200;
const count = new Intl.NumberFormat("en");

export function readQuestion(query: URLSearchParams): PageQuestion {
  const list = query.get("list") ?? "";
  const page = Number(query.get("page") ?? "1");
  return {
    search: (query.get("q") ?? "").trim().slice(0, SEARCH_LENGTH_MAX),
    page: Number.isSafeInteger(page) && page >= 1 ? page : 1,
    listId: /^\d+$/u.test(list) ? list : null,
  };
}

/** The query of the page for another question. */
export function linkTo(question: Partial<PageQuestion>): string {
  const query = new URLSearchParams();
  if (question.search !== undefined && question.search !== "") query.set("q", question.search);
  if (question.listId !== undefined && question.listId !== null) query.set("list", question.listId);
  if (question.page !== undefined && question.page > 1) query.set("page", String(question.page));
  return `?${query.toString()}`;
}

export function viewOf(sandbox: HubSpotSandbox, asked: PageQuestion): PageView {
  const lists = sandbox.lists();
  const list = lists.find(({ listId }) => listId === asked.listId);
  const wanted = asked.search.toLowerCase();
  const matches = sandbox
    .contacts()
    .filter((contact) => (list === undefined || list.members.has(contact.id)) && isMatch(contact, wanted));
  const pages = Math.max(1, Math.ceil(matches.length / ROWS_PER_PAGE));
  const question = { ...asked, page: Math.min(asked.page, pages), listId: list?.listId ?? null };
  const shown = matches.slice((question.page - 1) * ROWS_PER_PAGE, question.page * ROWS_PER_PAGE);
  const note = `${count.format(matches.length)} found, page ${question.page} of ${pages}`;
  return {
    question,
    listName: list?.name ?? null,
    pages,
    facts: factsOf(sandbox),
    tables: [contactsTable(sandbox, shown, note), listsTable(lists), requestsTable(sandbox)],
  };
}

function isMatch(contact: Contact, wanted: string): boolean {
  if (wanted === "") return true;
  const texts = [contact.id, ...contact.additionalEmails, ...Object.values(contact.properties)];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

function contactsTable(sandbox: HubSpotSandbox, contacts: readonly Contact[], note: string): Table {
  const names = sandbox.customProperties();
  const lists = sandbox.lists();
  return {
    id: "contacts",
    columns: ["record", "email", ...names, "lists", "changed"],
    rows: contacts.map((contact) => [
      { text: contact.id },
      { text: [contact.properties["email"] ?? "", ...contact.additionalEmails].filter((one) => one !== "").join(", ") },
      ...names.map((name) => ({ text: contact.properties[name] ?? "" })),
      {
        text: lists
          .filter(({ members }) => members.has(contact.id))
          .map(({ name }) => name)
          .join(", "),
      },
      { text: timeOf(contact.updatedAtMs) },
    ]),
    note,
  };
}

function listsTable(lists: readonly ContactList[]): Table {
  return {
    id: "lists",
    columns: ["name", "list", "type", "members", "changed"],
    rows: lists.map(({ name, listId, processingType, members, updatedAtMs }) => [
      { text: name, link: linkTo({ listId }) },
      { text: listId },
      { text: processingType },
      { text: count.format(members.size) },
      { text: timeOf(updatedAtMs) },
    ]),
    note: `${count.format(lists.length)} in all`,
  };
}

function requestsTable(sandbox: HubSpotSandbox): Table {
  const last = sandbox.calls.last.toReversed().slice(0, REQUESTS_SHOWN);
  return {
    id: "requests",
    columns: ["time", "method", "path", "status", "ms", "fault"],
    rows: last.map(({ atMs, method, path, status, ms, fault }) => [
      { text: timeOf(atMs) },
      { text: method },
      { text: path },
      { text: status === "none" ? "no answer" : String(status) },
      { text: count.format(ms) },
      { text: fault ?? "" },
    ]),
    note: `the last ${count.format(last.length)} of ${count.format(sandbox.calls.total)}, newest first`,
  };
}

function factsOf(sandbox: HubSpotSandbox): PageView["facts"] {
  const { burst, burstMax, today, todayMax } = sandbox.usage();
  const faults = sandbox.faults.map(({ fault, share }) => `${nameOf(fault)} ${Number((share * 100).toFixed(2))} %`);
  return [
    { id: "contacts", label: "contacts", value: count.format(sandbox.contacts().length) },
    { id: "lists", label: "lists", value: count.format(sandbox.lists().length) },
    { id: "second", label: "calls a second", value: `${burst / 10} of ${burstMax / 10}` },
    { id: "today", label: "calls today", value: `${count.format(today)} of ${count.format(todayMax)}` },
    { id: "faults", label: "faults in force", value: faults.length === 0 ? "none" : faults.join(", ") },
    { id: "late", label: "still to take effect", value: count.format(sandbox.lateCount) },
    { id: "forbidden", label: "forbidden calls", value: count.format(sandbox.calls.forbidden.length) },
  ];
}

function nameOf(fault: Fault): string {
  return fault.kind === "status" ? String(fault.status) : fault.kind;
}

/** `2026-11-22 09:00:01`, UTC. */
function timeOf(ms: number): string {
  return isoInstant(ms).slice(0, 19).replace("T", " ");
}
