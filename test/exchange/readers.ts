import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ensureVenv, READERS } from '../../scripts/venv.mjs'
import { readPythonJson } from '../../src/exchange/python-numbers.ts'

const run = promisify(execFile)

/** All that a real Optuna knows of a study, as `dump_optuna.py` prints it. */
export interface OptunaDump {
  readonly name: string
  readonly directions: readonly string[]
  readonly userAttrs: Readonly<Record<string, unknown>>
  readonly systemAttrs: Readonly<Record<string, unknown>>
  readonly trials: readonly OptunaTrialDump[]
  /** Numbers of the best trial, or of the Pareto front. */
  readonly best: readonly number[]
  readonly columns: readonly string[]
  readonly importance?: Readonly<Record<string, number>>
  readonly asked?: { readonly number: number; readonly params: Readonly<Record<string, unknown>> }
}

export interface OptunaTrialDump {
  readonly number: number
  readonly state: string
  readonly values: readonly number[] | null
  readonly params: Readonly<Record<string, unknown>>
  readonly distributions: Readonly<Record<string, string>>
  readonly intermediate: Readonly<Record<string, number>>
  readonly start: string
  readonly complete: string
  readonly userAttrs: Readonly<Record<string, unknown>>
  readonly systemAttrs: Readonly<Record<string, unknown>>
}

/** Runs one of the scripts in `python/` with the real Optuna and pandas, and gives what it prints. */
export async function runScript(name: string, args: readonly string[]): Promise<string> {
  const python = await ensureVenv(READERS)
  const script = fileURLToPath(new URL(`python/${name}`, import.meta.url))
  const { stdout } = await run(python, [script, ...args], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1' },
    maxBuffer: 1e8,
  })
  return stdout
}

/**
 * What Optuna knows of some studies, each by its storage (a sqlite URL, or the path of a journal) and its
 * name. With `ask` a sampler suggests another trial, after the importances have been computed.
 */
export async function dumpOptuna(
  studies: readonly (readonly [storage: string, name: string])[],
  { ask = false }: { readonly ask?: boolean } = {},
): Promise<readonly OptunaDump[]> {
  const args = [...(ask ? ['--ask'] : []), ...studies.flat()]
  return readPythonJson(await runScript('dump_optuna.py', args)) as OptunaDump[]
}
