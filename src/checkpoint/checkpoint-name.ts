/** Folder name of the checkpoint with this index: `checkpoint_000003`. */
export function checkpointName(index: number): string {
  return `checkpoint_${String(index).padStart(6, '0')}`
}

/** Whether a name is one that {@link checkpointName} gives. */
export function isCheckpointName(name: string): boolean {
  return /^checkpoint_\d{6,}$/.test(name)
}

/** What begins like this in a trial's folder is on its way in or out, and no checkpoint. */
export const STAGING_PREFIX = '.checkpoint_'

/** Ends the name of a folder that is still being written. */
export const PARTIAL_SUFFIX = '.partial'

/** Ends the name of a folder that is being removed. */
export const DOOMED_SUFFIX = '.doomed'
