/**
 * Files that hold personal data are readable by their owner alone. DuckDB creates its write-ahead log and its temporary
 * files whenever it likes and with the process's umask, so the umask is narrowed for as long as a database is open for
 * writing. (Changing the modes afterwards leaves a moment in which others can read; it was tried.)
 */
const PRIVATE_UMASK = 0o077;
let openCount = 0;
let umaskBefore = 0o022;

export function beginPrivateFiles(): void {
  if (openCount === 0) umaskBefore = process.umask(PRIVATE_UMASK);
  openCount += 1;
}

export function endPrivateFiles(): void {
  openCount -= 1;
  if (openCount === 0) process.umask(umaskBefore);
}
