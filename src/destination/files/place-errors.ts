import { ConfigError } from "../../domain/errors.ts";

const SEND_AGAIN =
  'or give the place up so that everything is sent again: tierline release PLACE --reason "…" (tierline status numbers the places).';

export function manifestMissing(folder: string): ConfigError {
  return new ConfigError("manifest_missing", `${folder}/manifest.json is gone, so nobody knows who is in the file.`, {
    remedy: `Put it back with its file, ${SEND_AGAIN}`,
  });
}

export function fileMissing(path: string): ConfigError {
  return new ConfigError("file_missing", `${path} is gone, though its manifest is there.`, {
    remedy: `Put it back, ${SEND_AGAIN}`,
  });
}

export function fileChanged(path: string): ConfigError {
  return new ConfigError("file_changed", `${path} is not the file that its manifest describes: its SHA-256 differs.`, {
    remedy: `Put the file back as it was written, ${SEND_AGAIN}`,
  });
}

export function contentChanged(folder: string, was: string, is: string): ConfigError {
  return new ConfigError("content_changed", `${folder} holds ${was}, and the sync file now says ${is}.`, {
    remedy: `Name another url for the other kind of files, ${SEND_AGAIN}`,
  });
}

/** Two that write one folder undo each other's work, and each believes its own to be there. */
export function folderOfAnother(folder: string, target: string): ConfigError {
  return new ConfigError("folder_of_another", `${folder} is written by the target ${target}; nothing was written.`, {
    remedy: `Name another url for this target, as url: "{{ env_var('EXPORTS') }}". If ${target} is no more, take the folder away.`,
  });
}

/** The place was begun anew by somebody whom this state does not know of. */
export function takenElsewhere(folder: string): ConfigError {
  return new ConfigError("taken_elsewhere", `${folder} was begun anew by another state than this one.`, {
    remedy: `Name a url of its own for each, ${SEND_AGAIN}`,
  });
}
