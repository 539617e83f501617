import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { replace } from '../result-file.ts'
import type { Entries } from './batches.ts'

/** What a server has not been told, of one trial. */
export interface UnsentLine extends Entries {
  readonly trial: string
  readonly name: string
  /** Why, where the server has refused it for good; absent where it could not be reached. */
  readonly error?: string
}

/** The file in a study's folder that holds what a tracking server was not told. */
export class UnsentFile {
  readonly path: string

  /** What could not be sent in an earlier session is sent in this one; what was refused stays. */
  constructor(dir: string) {
    this.path = join(dir, 'mlflow-unsent.jsonl')
    if (!existsSync(this.path)) return
    const lines = readFileSync(this.path, 'utf8').split('\n')
    const refused = lines.filter((line) => line.includes('"error":'))
    if (refused.length === 0) rmSync(this.path)
    else replace(this.path, `${refused.join('\n')}\n`)
  }

  add(lines: readonly UnsentLine[]): void {
    if (lines.length === 0) return
    appendFileSync(this.path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  }
}
