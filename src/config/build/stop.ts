import { stopperFromJSON, toStopper } from '../../stop/stop-condition.ts'
import { camelKeys, within } from './context.ts'
import type { StopCondition } from '../../stop/stop-condition.ts'
import type { StopThresholds } from '../../stop/threshold.ts'
import type { StopperJSON } from '../../stop/stopper.ts'
import type { Path } from '../tree.ts'
import type { BuildContext, Data } from './context.ts'

/** Thresholds, stoppers by name, or a list of these, as the Tuner takes them. */
export function buildStop(data: unknown, context: BuildContext): StopCondition | undefined {
  return data === undefined ? undefined : conditionOf(data, ['stop'], context)
}

function conditionOf(data: unknown, path: Path, context: BuildContext): StopCondition | undefined {
  const { problems } = context
  if (Array.isArray(data)) {
    const all = data.map((item: unknown, i) => conditionOf(item, [...path, i], context))
    return all.filter((one) => one !== undefined) as StopCondition
  }
  const given = data as Data
  const make = (): StopCondition => {
    if (typeof given['name'] === 'string') return stopperFromJSON(storedForm(given))
    toStopper(given as StopThresholds)
    return given as StopThresholds
  }
  return problems.try(make, within(context, path))
}

/** As a stopper's `toJSON` writes it. */
function storedForm({ name, stoppers, ...options }: Data): StopperJSON {
  const inner = Array.isArray(stoppers) ? { stoppers: stoppers.map(storedForm) } : {}
  return { name: String(name), options: { ...camelKeys(options), ...inner } }
}
