/** Starts programs during set-up. Plain JavaScript for Node 20: nothing is installed yet. */
import { spawn } from "node:child_process";

const KEPT_OUTPUT_CHARACTERS = 4000;

/**
 * Runs one program to its end and keeps the tail of what it said.
 * @param {string} program
 * @param {readonly string[]} words
 * @param {{folder: string, environment?: NodeJS.ProcessEnv}} options
 * @returns {Promise<{code: number | null, isFound: boolean, output: string}>} `isFound` is false when there is no such program.
 */
export function runCommand(program, words, { folder, environment = process.env }) {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk) => {
      output = `${output}${chunk}`.slice(-KEPT_OUTPUT_CHARACTERS);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.on("error", (error) => {
      resolve({ code: null, isFound: error.code !== "ENOENT", output: String(error.message) });
    });
    child.on("close", (code) => {
      resolve({ code, isFound: true, output });
    });
  });
}

/** A set-up step that cannot go on. `remedy` is what the operator does next. */
export class SetupError extends Error {
  constructor(message, remedy, output = "") {
    super(message);
    this.name = "SetupError";
    this.remedy = remedy;
    this.output = output;
  }
}
