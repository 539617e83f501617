import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPythonJson } from '../python-numbers.ts'
import { readResults } from './read-results.ts'
import type { RayTrialState } from './read-state.ts'

/** Names of the folders of trials inside a folder of results. */
export function trialFolders(dir: string): readonly string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => existsSync(join(dir, name, 'params.json')))
    .toSorted()
}

/** The trials of which nothing but their folders is left. */
export function statesOfFolders(dir: string): readonly RayTrialState[] {
  return trialFolders(dir).map((folder) => {
    const path = join(dir, folder)
    const last = readResults(path).results.at(-1)
    const id = last?.['trial_id']
    const failed = existsSync(join(path, 'error.txt')) && last?.['done'] !== true
    return {
      id: typeof id === 'string' ? id : folder,
      trainableName: nameOf(folder, id),
      status: failed ? 'ERROR' : last === undefined ? 'PENDING' : 'TERMINATED',
      config: readConfig(join(path, 'params.json')),
      params: undefined,
      folder,
      startedAt: undefined,
    }
  })
}

/** What comes before the id in `train_digits_3333f_00002_2_lr=0.1_2026-01-31_12-00-00`. */
function nameOf(folder: string, id: unknown): string | undefined {
  const cut = typeof id === 'string' ? folder.indexOf(`_${id}`) : -1
  return cut > 0 ? folder.slice(0, cut) : undefined
}

function readConfig(path: string): unknown {
  try {
    return readPythonJson(readFileSync(path, 'utf8'))
  } catch {
    return {}
  }
}
