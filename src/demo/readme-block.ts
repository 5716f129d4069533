/** The tour's output as README.md shows it: what differs from run to run is levelled, so that a test can compare. */
import { ConfigError } from "../domain/errors.ts";

const BEGIN = "<!-- tour: made by `npm run readme` -->";
const END = "<!-- /tour -->";

/** Durations become `…`. */
export function levelTour(output: string): string {
  return output
    .replaceAll(/\d+(?:\.\d+)? s\b/gu, "… s")
    .replaceAll(/\d+ min(?: … s)?/gu, "… s")
    .replaceAll(/[ \t]+$/gmu, "")
    .trim();
}

/** `ConfigError` when the text has not exactly one marked block. */
export function readBlock(readme: string): string {
  const { begin, end } = findBlock(readme);
  return readme
    .slice(begin, end)
    .replace(/^\n```text\n/u, "")
    .replace(/\n```\n$/u, "");
}

export function replaceBlock(readme: string, block: string): string {
  const { begin, end } = findBlock(readme);
  return `${readme.slice(0, begin)}\n\`\`\`text\n${block}\n\`\`\`\n${readme.slice(end)}`;
}

function findBlock(readme: string): { readonly begin: number; readonly end: number } {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin || readme.includes(BEGIN, begin + 1))
    throw new ConfigError("readme_without_tour", "README.md has no marked place for the tour.", {
      remedy: `Put these two lines where it belongs:\n${BEGIN}\n${END}`,
    });
  return { begin: begin + BEGIN.length, end };
}
