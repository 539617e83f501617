import { isSingle } from './distribution.ts'
import { nest } from './config-paths.ts'
import { toDomain } from './to-domain.ts'
import type { Distribution } from './distribution.ts'
import type { OptunaTrial } from './optuna-study.ts'

export interface TakenSpace {
  /** As `spaceToJSON` writes it. */
  readonly json: unknown
  readonly isKnown: boolean
  /** Paths of parameters that had one value only, and are constants of the space. */
  readonly constants: ReadonlySet<string>
  readonly remarks: readonly string[]
}

/** The space that the trials' parameters were drawn from. */
export function toSpace(
  trials: readonly OptunaTrial[],
  paths: ReadonlyMap<string, string>,
): TakenSpace {
  const remarks: string[] = []
  const constants = new Set<string>()
  const entries: [string, unknown][] = []
  const begun = trials.filter((trial) => trial.params.size > 0)
  let isKnown = true
  for (const [name, path] of paths) {
    const all = begun.flatMap((trial) => trial.params.get(name)?.distribution ?? [])
    const [first] = all
    if (first === undefined) continue
    const whole = all.reduce<Distribution | undefined>(widest, first)
    if (whole === undefined) {
      isKnown = false
      remarks.push(
        `${name} was drawn from several distributions that have nothing in common: its values are kept, ` +
          'but a study that goes on has to be given the space again.',
      )
    } else if (all.some((other) => !isSame(other, first))) {
      remarks.push(`${name} was drawn from ranges that changed: the space has the widest.`)
    }
    if (all.length < begun.length) {
      remarks.push(
        `${name} is in ${all.length} of ${begun.length} trials only. The space has it in all, and a ` +
          'searcher learns from the trials that have all parameters.',
      )
    }
    if (whole !== undefined && isSingle(whole)) constants.add(path)
    entries.push([path, whole === undefined ? { type: 'sampleFrom' } : toDomain(whole)])
  }
  isKnown &&= entries.length > constants.size
  return { json: nest(entries), isKnown, constants, remarks }
}

/** What both can give; undefined where there is no such distribution. */
function widest(a: Distribution | undefined, b: Distribution): Distribution | undefined {
  if (a === undefined || isSame(a, b)) return a
  if (a.kind === 'categorical' || b.kind === 'categorical' || a.kind !== b.kind) return undefined
  if (a.log !== b.log) return undefined
  const range = { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high), log: a.log }
  const isOneGrid = a.step === b.step
  if (a.kind === 'float') return { kind: 'float', ...range, step: isOneGrid ? a.step : undefined }
  return { kind: 'int', ...range, step: isOneGrid ? (a.step ?? 1) : 1 }
}

function isSame(a: Distribution, b: Distribution): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
