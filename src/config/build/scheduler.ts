import { readFileSync } from 'node:fs'
import { show } from '../../errors.ts'
import { createScheduler } from '../../schedule/create-scheduler.ts'
import { fail } from '../problems.ts'
import { readSpace } from '../space/read-space.ts'
import { nodeAt, originAt } from '../tree.ts'
import { camelKeys, pathAt } from './context.ts'
import { buildNamed } from './named.ts'
import type { ByName } from '../../tuner/options.ts'
import type { Path } from '../tree.ts'
import type { BuildContext, Data } from './context.ts'

/** The scheduler by name with its options, of which its constructor has approved. */
export function buildScheduler(
  data: Data | undefined,
  path: Path,
  context: BuildContext,
): ByName | undefined {
  return buildNamed(data, path, context, { optionsOf, create: createScheduler })
}

function optionsOf(data: Data, path: Path, context: BuildContext): Data {
  const { name: _name, ...given } = data
  const options = camelKeys(given)
  for (const key of ['hyperparam_mutations', 'hyperparam_bounds']) {
    const node = nodeAt(context.root, [...path, key])
    const [camel = key] = Object.keys(camelKeys({ [key]: node }))
    if (node !== undefined) options[camel] = readSpace(node, [...path, key], context)
  }
  if (typeof options['policy'] === 'string') {
    options['policy'] = policyIn(options['policy'], [...path, 'policy'], context)
  }
  const base = data['base_scheduler'] as Data | undefined
  if (base !== undefined) {
    options['baseScheduler'] = buildScheduler(base, [...path, 'base_scheduler'], context)
  }
  const allocation = data['resources_allocation_function'] as Data | undefined
  if (allocation !== undefined) {
    const { name, ...own } = allocation
    options['resourcesAllocationFunction'] = { name, options: camelKeys(own) }
  }
  return options
}

function policyIn(text: string, path: Path, context: BuildContext): string {
  // The lines themselves, as a block of text.
  if (text.includes('\n')) return text
  const file = pathAt(context, path, text)
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return fail(
      originAt(context.root, path),
      path,
      `There is no policy ${show(file)} to read. Give its path.`,
    )
  }
}
