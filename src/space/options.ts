import { isDomain } from './domain.ts'

/** Whether a space, at any depth, holds a domain for which `test` is true. */
export function someDomain(
  space: unknown,
  test: (domain: { readonly enumerated: boolean }) => boolean,
  seen: ReadonlySet<unknown> = new Set(),
): boolean {
  if (typeof space !== 'object' || space === null || seen.has(space)) return false
  const inner = new Set(seen).add(space)
  if (isDomain(space)) {
    return test(space) || (space.options ?? []).some((option) => someDomain(option, test, inner))
  }
  return Object.values(space).some((child) => someDomain(child, test, inner))
}

/** Whether the options are numbers that only rise or only fall, three or more. */
export function isOrderedList(options: readonly unknown[]): boolean {
  if (options.length < 3) return false
  const steps = options.slice(1).map((option, i) => {
    const before = options[i]
    return typeof option === 'number' && typeof before === 'number' ? option - before : Number.NaN
  })
  return steps.every((step) => step > 0) || steps.every((step) => step < 0)
}
