import { dirname } from 'node:path'
import { pathAt } from './context.ts'
import type { PythonOptions } from '../../executor/python/python.ts'
import type { BuildContext } from './context.ts'

/** What a block says of where its trials run, once the schema has read it. */
export interface StartData {
  readonly interpreter?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | null>>
}

/** In which folder and environment trials start; relative to the file, unless it says otherwise. */
export function startOf(
  { cwd, env = {} }: StartData,
  block: string,
  context: BuildContext,
): Required<Pick<PythonOptions, 'cwd' | 'env'>> {
  return {
    cwd: cwd === undefined ? dirname(context.file) : pathAt(context, [block, 'cwd'], cwd),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? undefined])),
  }
}

/** With which interpreter; empty where none is named. */
export function interpreterOf(
  { interpreter }: StartData,
  block: string,
  context: BuildContext,
): Pick<PythonOptions, 'python'> {
  const program = interpreter ?? context.env['ATTUNE_PYTHON']
  if (!program) return {}
  // A name without a slash is looked for by the system.
  const isPath = interpreter !== undefined && /[/\\]/.test(interpreter)
  return { python: isPath ? pathAt(context, [block, 'interpreter'], program) : program }
}
