/** The account, the audience and the merge fields of the Mailchimp adapter. */
import { describe, expect, test } from "vitest";
import type { MailchimpSetup } from "./mailchimp-setup.ts";
import { AUDIENCE, PROPERTIES, setUpMailchimp } from "./mailchimp-setup.ts";

const CONTACT_PLACE = { kind: "contact", name: "contacts", model: null, audience: null } as const;
const take = async ({ destination }: MailchimpSetup) => await destination.take(CONTACT_PLACE);
const find = async ({ destination }: MailchimpSetup) => await destination.find(CONTACT_PLACE);

test("account and audience are one account: its places are in no other audience", async () => {
  const setup = setUpMailchimp();
  expect(await setup.destination.identify()).toEqual({
    accountId: `8d3a3db4d97663a9074efcc16/${AUDIENCE}`,
    missingScopes: null,
    dailyRequests: null,
  });
});

test("an audience that is not there is said by name, before anything is made", async () => {
  const setup = setUpMailchimp({ mailchimp: { audience: "ffff000000" } });
  await expect(setup.destination.identify()).rejects.toMatchObject({ code: "audience_gone" });
  await expect(take(setup)).rejects.toMatchObject({ code: "audience_gone" });
  expect(setup.sandbox.mergeFields()).toHaveLength(4);
});

describe("merge fields", () => {
  test("are made once, each with the type of its property, neither required nor on forms", async () => {
    const setup = setUpMailchimp();
    expect(await find(setup)).toBeUndefined();
    expect(await take(setup)).toEqual({ listId: null, count: 0, isCreatedByUs: true });
    const made = setup.sandbox.mergeFields().slice(4);
    expect(made.map(({ tag, type, choices }) => [tag, type, choices.join(" ")])).toEqual([
      ["TIER", "dropdown", "Golden Silver"],
      ["BALANCE", "number", ""],
      ["TIER_UNTIL", "date", ""],
      ["SEEN_AT", "text", ""],
      ["VIP", "dropdown", "true false"],
      ["NOTE", "text", ""],
    ]);
    expect(made.every(({ isPublic, helpText }) => !isPublic && helpText.startsWith("Written by Tierline"))).toBe(true);
    expect(await find(setup)).toEqual({ listId: null, count: 0 });
    expect(await take(setup)).toEqual({ listId: null, count: 0, isCreatedByUs: false });
    expect(setup.sandbox.mergeFields()).toHaveLength(10);
  });

  test("have the choices of the build that is planned, which nobody knows before", async () => {
    const [tier] = PROPERTIES;
    if (tier === undefined) throw new Error("There is no property.");
    let values: readonly string[] = [];
    const late = {
      ...tier,
      get options() {
        return values;
      },
    };
    const setup = setUpMailchimp({ mailchimp: { properties: [late] } });
    expect(await find(setup)).toBeUndefined();
    values = ["Golden", "Green"];
    await take(setup);
    expect(setup.sandbox.mergeFields()[4]?.choices).toEqual(["Golden", "Green"]);
  });

  test("that are ours get new choices, and keep those that people added", async () => {
    const setup = setUpMailchimp();
    await take(setup);
    const [tier] = PROPERTIES;
    if (tier === undefined) throw new Error("There is no property.");
    const platinum = [{ ...tier, options: ["Golden", "Platinum"] }];
    const later = setUpMailchimp({ on: setup.sandbox, mailchimp: { properties: platinum } });
    await take(later);
    expect(setup.sandbox.mergeFields().find(({ tag }) => tag === "TIER")?.choices).toEqual([
      "Golden",
      "Silver",
      "Platinum",
    ]);
  });

  test.each([
    ["of another type", { type: "number", choices: [] }, "property_type"],
    ["without a choice we need", { type: "dropdown", choices: ["Golden"] }, "options_missing"],
  ] as const)("that are somebody else's, %s, are refused, and nothing is made", async (_, field, code) => {
    const setup = setUpMailchimp();
    setup.sandbox.byHand.addMergeField({ tag: "TIER", name: "Tier", isPublic: true, helpText: "", ...field });
    await expect(find(setup)).rejects.toMatchObject({ code });
    await expect(take(setup)).rejects.toMatchObject({ code });
    expect(setup.sandbox.mergeFields()).toHaveLength(5);
  });

  test("that are somebody else's and fit are filled as they are", async () => {
    const setup = setUpMailchimp();
    const theirs = { tag: "TIER", name: "Tier", isPublic: true, helpText: "", type: "text", choices: [] } as const;
    setup.sandbox.byHand.addMergeField(theirs);
    await take(setup);
    expect(setup.sandbox.mergeFields()[4]).toMatchObject(theirs);
  });

  test("that an earlier request made, whose answer was lost, are found instead of failing", async () => {
    const setup = setUpMailchimp();
    setup.sandbox.faultNext({ kind: "lost" }, "POST /3.0/lists/:listId/merge-fields");
    await take(setup);
    expect(setup.sandbox.mergeFields()).toHaveLength(10);
  });

  test("more than the plan allows are said with the field that is one too many", async () => {
    const setup = setUpMailchimp();
    for (let at = 0; at < 75; at += 1)
      setup.sandbox.byHand.addMergeField({
        tag: `F${at}`,
        name: "F",
        type: "text",
        isPublic: false,
        helpText: "",
        choices: [],
      });
    await expect(take(setup)).rejects.toMatchObject({
      code: "property_refused",
      message: "Mailchimp refused merge field BALANCE with status 400: This list has 80 merge fields already.",
    });
  });
});
