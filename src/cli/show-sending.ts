/** Progress of an apply. */
import type { Progress } from "../engine/engine.ts";
import type { World } from "./world.ts";

export function showSending(world: World): (progress: Progress) => void {
  return ({ sync, planNo, done, total }) => {
    world.progress.show(`plan ${planNo} of ${sync}`, { done, total });
    if (done === total) world.progress.done();
  };
}
