/** Something done again and again while something else takes its time. */

/** Begins; what is returned ends it. */
export type Heartbeat = (beat: () => Promise<unknown>) => () => void;

/** In real time. A beat that fails is left out; it keeps no process alive, and is not begun before the last one ended. */
export function beatEvery(ms: number): Heartbeat {
  return (beat) => {
    let isBusy = false;
    const timer = setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      void beat()
        .catch(() => undefined)
        .finally(() => {
          isBusy = false;
        });
    }, ms).unref();
    return () => clearInterval(timer);
  };
}
