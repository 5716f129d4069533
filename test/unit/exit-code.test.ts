import { describe, expect, it } from "vitest";
import { ConfigError, ContractError, InvariantError, TransientError } from "../../src/domain/errors.ts";
import { asTierlineError, exitCodeOf, worstExitCode } from "../../src/engine/exit-code.ts";

describe("the exit code", () => {
  it("is the worst of all: 7 > 3 > 6 > 4 > 1 > 5 > 2 > 0, and an interrupt before them", () => {
    const worstFirst = [130, 7, 3, 6, 4, 1, 5, 2, 0];
    for (const [at, code] of worstFirst.entries()) expect(worstExitCode(worstFirst.slice(at).toReversed())).toBe(code);
    expect(worstExitCode([])).toBe(0);
  });

  it("follows from the kind of error", () => {
    expect(exitCodeOf(new ConfigError("list_gone", "."))).toBe(3);
    expect(exitCodeOf(new ConfigError("authentication", "."))).toBe(7);
    expect(exitCodeOf(new ConfigError("missing_scopes", "."))).toBe(7);
    expect(exitCodeOf(new TransientError("lease_lost", "."))).toBe(6);
    expect(exitCodeOf(new TransientError("warehouse_locked", "."))).toBe(6);
    expect(exitCodeOf(new TransientError("network", "."))).toBe(1);
    expect(exitCodeOf(new ContractError("odd_answer", "."))).toBe(1);
    expect(exitCodeOf(new InvariantError("bug", "."))).toBe(1);
  });

  it("is 3 for a folder this user may not write, which is named", () => {
    const path = "/srv/shop/.tierline/dbt";
    const error = asTierlineError(Object.assign(new Error("EACCES: ann@example.com"), { code: "EACCES", path }));
    expect(error).toMatchObject({ code: "not_permitted", location: { file: path } });
    expect(error.message).toBe("This user may not read or write /srv/shop/.tierline/dbt (EACCES).");
    expect(exitCodeOf(error)).toBe(3);
    expect(asTierlineError(Object.assign(new Error("no path"), { code: "EACCES" })).code).toBe("unexpected");
  });

  it("is that of a bug of ours for what is none of our errors", () => {
    const cause = new TypeError("undefined is not a function");
    const error = asTierlineError(cause);
    expect(error).toBeInstanceOf(InvariantError);
    expect(error).toMatchObject({ code: "unexpected", cause });
    expect(exitCodeOf(error)).toBe(1);
  });
});
