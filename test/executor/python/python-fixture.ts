import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { PythonExecutor } from '../../../src/executor/python/python-executor.ts'
import { python } from '../../../src/executor/python/python.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { Harness } from '../process/harness.ts'
import type { ExecutorContext } from '../../../src/executor/executor.ts'
import type { PythonOptions } from '../../../src/executor/python/python.ts'

export const folder: string = tempFolder()
const opened: Harness[] = []
let scripts = 0

afterEach(async () => {
  for (const harness of opened.splice(0)) await harness.close()
})

/** Writes a script of its own name and returns its path. */
export function script(source: string): string {
  const path = join(folder, `train_${scripts++}.py`)
  writeFileSync(path, source)
  return path
}

/** A function `train(config)` with this body. */
export function train(body: string): string {
  return `import attune, json, os, signal, sys, time\ndef train(config):\n${body.replaceAll(/^/gm, '    ')}\n`
}

/** {@link open} for trials that are forked, or started anew. */
export function opening(
  warm: boolean,
): (source: string, options?: PythonOptions, ...rest: OpenRest) => Promise<Harness> {
  return (source, options = { function: 'train' }, ...rest) =>
    open(source, { ...options, warm }, ...rest)
}

type OpenRest = [context?: Partial<ExecutorContext>, parameters?: Readonly<Record<string, unknown>>]

/** An open executor for a script, which is closed after the test. */
export async function open(
  source: string,
  options: PythonOptions = { function: 'train' },
  context: Partial<ExecutorContext> = {},
  parameters?: Readonly<Record<string, unknown>>,
): Promise<Harness> {
  const harness = new Harness(new PythonExecutor(python(script(source), options), parameters))
  opened.push(harness)
  return harness.open(context)
}
