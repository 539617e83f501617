import { randomBytes } from 'node:crypto'

/** Five hex digits that tell the trials of one study from those of another, as in Ray. */
export function newIdPrefix(): string {
  return randomBytes(3).toString('hex').slice(0, 5)
}

/** E.g. `63ecc_00007`. */
export function trialId(prefix: string, number: number): string {
  return `${prefix}_${String(number).padStart(5, '0')}`
}
