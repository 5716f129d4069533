/** Loaded into a command's process before it starts (`--import`): its clock, the only one it has, is a minute ahead. */
import { systemClock } from "../../src/platform/clock.ts";

const AHEAD_MS = 60_000;
const real = { ...systemClock };
systemClock.nowMs = () => real.nowMs() + AHEAD_MS;
