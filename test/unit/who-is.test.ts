import { userInfo } from "node:os";
import process from "node:process";
import { expect, it } from "vitest";
import { whoIs } from "../../src/cli/read-allowance.ts";
import { accountName } from "../../src/platform/account-name.ts";

it("records who the environment names, the most particular first", () => {
  expect(whoIs({ TIERLINE_USER: "nightly", USER: "kim", LOGNAME: "k" })).toBe("nightly");
  expect(whoIs({ TIERLINE_USER: "", USER: "kim" })).toBe("kim");
  expect(whoIs({ LOGNAME: "k" })).toBe("k");
});

it("records the account of the process where the environment names nobody", () => {
  expect(whoIs({})).toBe(userInfo().username);
  expect(whoIs({ USER: "" })).toBe(userInfo().username);
  expect(whoIs({}, () => undefined)).toBe("unknown");
});

it("records the number of an account without a name, as in a container", () => {
  expect(accountName(nameless)).toBe(`uid ${process.getuid?.()}`);
  expect(accountName(() => ({ username: "" }))).toBe(`uid ${process.getuid?.()}`);
});

function nameless(): never {
  throw new Error("ENOENT");
}
