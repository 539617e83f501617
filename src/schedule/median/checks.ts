import { reject } from '../../option-checks.ts'

/** Throws unless `value` is a finite number of at least 0. */
export function checkNotNegative(who: string, name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) return
  reject(who, name, value, 'Give a finite number of at least 0.')
}

export function checkTimeAttr(who: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return
  reject(who, 'timeAttr', value, "Name a reported number, e.g. 'training_iteration'.")
}

export function checkSwitch(who: string, name: string, value: unknown): void {
  if (typeof value !== 'boolean') reject(who, name, value, 'Give true or false.')
}
