import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resultLines } from '../support/stored-study.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** A folder as a user has it: with scripts and study files in it. */
export function userFolder(): string {
  const cwd = tempFolder()
  cpSync(fileURLToPath(new URL('./fixtures/cli', import.meta.url)), cwd, { recursive: true })
  return cwd
}

/** `training_iteration` of all that the files of each trial tell, trial by trial. */
export function iterations(dir: string): number[][] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => resultLines(join(dir, name)).map((row) => Number(row['training_iteration'])))
}
