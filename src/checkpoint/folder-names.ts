/** What begins like this in a trial's folder is on its way in or out, and no checkpoint. */
export const STAGING_PREFIX = '.checkpoint_'

/** Ends the name of a folder that is still being written. */
export const PARTIAL_SUFFIX = '.partial'

/** Ends the name of a folder that is being removed. */
export const DOOMED_SUFFIX = '.doomed'

/** What the names of all that an attempt stages begin with. */
export function stagedNames(attempt: number): string {
  return `${STAGING_PREFIX}${attempt}_`
}
