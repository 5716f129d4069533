/** uv does not read pip's configuration; what an operator told pip about the package index must count all the same. */
import { runCommand } from "./run-command.js";

const TRANSLATED = {
  "index-url": "UV_DEFAULT_INDEX",
  "extra-index-url": "UV_INDEX",
  "find-links": "UV_FIND_LINKS",
  "no-index": "UV_NO_INDEX",
  "trusted-host": "UV_INSECURE_HOST",
  cert: "SSL_CERT_FILE",
  proxy: "ALL_PROXY",
};

/** The environment for uv: the process's own, and pip's settings where uv has none. */
export async function installerEnvironment(pip, folder) {
  const result = await runCommand(pip, ["config", "list"], { folder });
  return result.code === 0 ? { ...translatePipConfiguration(result.output), ...process.env } : process.env;
}

/**
 * From lines such as `global.index-url='…'`, `install.find-links='…'`, `:env:.cert='…'`; a later line wins, as in pip.
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function translatePipConfiguration(text) {
  const translated = {};
  for (const line of text.split("\n")) {
    const found = /^(?:global|install|:env:)\.([a-z-]+)='(.*)'$/.exec(line.trim());
    const variable = found === null ? undefined : TRANSLATED[found[1]];
    if (variable === undefined || found[2] === "") continue;
    const values = found[2].replaceAll("\\n", " ").trim().split(/\s+/);
    translated[variable] = values.join(variable === "UV_FIND_LINKS" ? "," : " ");
  }
  return translated;
}
