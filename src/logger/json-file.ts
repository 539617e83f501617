import { nonFiniteNumbers } from './number-text.ts'
import { parsePythonJson, toPythonJson } from './python-json.ts'
import { append, readWhole, remove, replace } from './result-file.ts'
import type { Result } from '../math/score.ts'
import type { ResultFile } from './result-file.ts'

const NEWLINE = 0x0a

/** How `result.json` spells NaN and infinities: as null, or as Python's (and Ray's) bare words. */
export type JsonDialect = 'valid' | 'ray'

interface ConfigText {
  readonly value: unknown
  readonly text: string
  readonly isFinite: boolean
}

/** Results as JSON, one object a line, each with the trial's config. */
export class JsonFile implements ResultFile {
  readonly #path: string
  readonly #dialect: JsonDialect
  #lines: string[] = []
  #waiting = 0
  /** The last config, which is the same for every result of an attempt. */
  #config: ConfigText | undefined

  constructor(path: string, dialect: JsonDialect) {
    this.#path = path
    this.#dialect = dialect
    readWhole(path, completeLength)
  }

  add(result: Result, config: unknown): number {
    const line = this.#toLine(result, config)
    this.#lines.push(line)
    this.#waiting += line.length
    return this.#waiting
  }

  flush(): void {
    if (this.#lines.length === 0) return
    append(this.#path, `${this.#lines.join('\n')}\n`)
    this.#lines = []
    this.#waiting = 0
  }

  rewind(iteration: number): void {
    this.flush()
    const lines = (readWhole(this.#path, completeLength) ?? '').split('\n').slice(0, -1)
    const kept = lines.filter((line) => isUpTo(line, iteration))
    if (kept.length === lines.length) return
    if (kept.length === 0) remove(this.#path)
    else replace(this.#path, `${kept.join('\n')}\n`)
  }

  #toLine(result: Result, config: unknown): string {
    const { text, isFinite } = this.#textOf(config)
    if (isFinite && !Object.hasOwn(result, 'config') && nonFiniteNumbers(result) === undefined) {
      const metrics = JSON.stringify(result).slice(0, -1)
      return `${metrics}${metrics === '{' ? '' : ','}"config":${text}}`
    }
    const whole = { ...result, config }
    if (this.#dialect === 'ray') return toPythonJson(whole)
    return JSON.stringify({ ...whole, non_finite: nonFiniteNumbers(whole) })
  }

  #textOf(config: unknown): ConfigText {
    if (this.#config?.value !== config || this.#config === undefined) {
      const isFinite = nonFiniteNumbers({ config }) === undefined
      this.#config = { value: config, text: JSON.stringify(config) ?? 'null', isFinite }
    }
    return this.#config
  }
}

function completeLength(bytes: Uint8Array): number {
  return bytes.lastIndexOf(NEWLINE) + 1
}

function isUpTo(line: string, iteration: number): boolean {
  try {
    const result = parsePythonJson(line) as Result | null
    return !(Number(result?.['training_iteration']) > iteration)
  } catch {
    // Half a line, of a write that failed.
    return false
  }
}
