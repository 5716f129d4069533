/** Counts what happened in the last so many milliseconds. */
export class RollingWindow {
  readonly #lengthMs: number;
  #times: number[] = [];
  #head = 0;

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  count(nowMs: number): number {
    while ((this.#times[this.#head] ?? Infinity) <= nowMs - this.#lengthMs) this.#head += 1;
    if (this.#head > 1000) {
      this.#times = this.#times.slice(this.#head);
      this.#head = 0;
    }
    return this.#times.length - this.#head;
  }

  add(nowMs: number): void {
    this.#times.push(nowMs);
  }
}
