/** Reading who records are: what counts as absent, and what is an error. */
import { expect, test } from "vitest";
import { setUp } from "./destination-setup.ts";

test("250 records take three requests, and ids are asked for once", async () => {
  const setup = setUp();
  const records = Array.from({ length: 250 }, (_, at) =>
    setup.sandbox.byHand.addContact({ email: `p${at}@example.com` }),
  );
  expect(await setup.destination.readContacts([...records, ...records])).toHaveLength(250);
  expect(setup.sandbox.calls.count("/batch/read")).toBe(3);
});

test("a record that one answer leaves out is read again; one that two leave out is absent", async () => {
  let reads = 0;
  const setup = setUp({
    answer: (_request, body) => {
      reads += 1;
      const whole: { readonly results: readonly { readonly id: string }[] } = JSON.parse(body);
      const isLeftOut = (id: string): boolean => id === "1003" || (id === "1002" && reads === 1);
      return JSON.stringify({ ...whole, results: whole.results.filter(({ id }) => !isLeftOut(id)) });
    },
  });
  for (const name of ["a", "b", "c"]) setup.sandbox.byHand.addContact({ email: `${name}@example.com` });
  const known = await setup.destination.readContacts(["1001", "1002", "1003"]);
  expect(known.map(({ recordId }) => recordId)).toEqual(["1001", "1002"]);
  expect(reads).toBe(2);
});

test("a record that comes back under another id is absent: it was merged", async () => {
  const setup = setUp({ answer: (_request, body) => body.replaceAll('"id":"1001"', '"id":"2001"') });
  setup.sandbox.byHand.addContact({ email: "a@example.com" });
  expect(await setup.destination.readContacts(["1001"])).toEqual([]);
});

test("an error that names nobody is an error of all", async () => {
  const setup = setUp({
    answer: (_request, body) => {
      const whole: { readonly results: readonly unknown[] } = JSON.parse(body);
      return JSON.stringify({ ...whole, results: whole.results.slice(1), errors: [{ category: "INTERNAL_ERROR" }] });
    },
  });
  const records = ["a", "b"].map((name) => setup.sandbox.byHand.addContact({ email: `${name}@example.com` }));
  await expect(setup.destination.readContacts(records)).rejects.toMatchObject({ code: "unexpected_answer" });
});
