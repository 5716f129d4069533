/**
 * Which episodes of alerts are open, so that each is told once. It is no part of what is said to a destination: a lost
 * book repeats a message, and nothing else.
 */
import type { Episode } from "../domain/alert.ts";

export interface EpisodeBook {
  /** The open ones, by sync and kind. */
  open(): Promise<readonly Episode[]>;
  /** One that is open already stays as it is. */
  begin(episode: Episode): Promise<void>;
  end(episode: Episode): Promise<void>;
}
