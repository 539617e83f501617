import { flatten } from '../math/flatten.ts'
import { completeLength, parseRecord, splitRecords, toField } from './csv-text.ts'
import { append, readWhole, remove, replace } from './result-file.ts'
import type { Result } from '../math/score.ts'
import type { ResultFile } from './result-file.ts'

interface Row {
  readonly text: string
  readonly width: number
}

/** Results as rows of comma-separated values. A key that comes late becomes one more column. */
export class CsvFile implements ResultFile {
  readonly #path: string
  /** Position of each column, in order. */
  readonly #columns: Map<string, number> = new Map()
  /** Columns of the file on disk; 0 where there is none. */
  #widthOnDisk = 0
  #rows: Row[] = []
  #waiting = 0

  constructor(path: string) {
    this.#path = path
    const [header] = splitRecords(readWhole(path, completeLength) ?? '')
    if (header === undefined) return
    for (const key of parseRecord(header)) this.#columns.set(key, this.#columns.size)
    this.#widthOnDisk = this.#columns.size
  }

  add(result: Result): number {
    const { config: _, ...metrics } = result
    const flat = flatten(metrics)
    const fields: string[] = []
    for (const key in flat) {
      let position = this.#columns.get(key)
      if (position === undefined) {
        position = this.#columns.size
        this.#columns.set(key, position)
      }
      fields[position] = toField(flat[key])
    }
    const text = fields.join(',')
    this.#rows.push({ text, width: fields.length })
    this.#waiting += text.length
    return this.#waiting
  }

  flush(): void {
    if (this.#rows.length === 0) return
    const width = this.#columns.size
    const rows = this.#rows.map((row) => padded(row.text, row.width, width)).join('')
    if (this.#widthOnDisk === width) append(this.#path, rows)
    else if (this.#widthOnDisk === 0) append(this.#path, this.#header() + rows)
    else this.#widen(width, rows)
    this.#widthOnDisk = width
    this.#rows = []
    this.#waiting = 0
  }

  rewind(iteration: number): void {
    this.flush()
    const position = this.#columns.get('training_iteration')
    const [, ...records] = splitRecords(readWhole(this.#path, completeLength) ?? '')
    const kept = records.filter((record) => {
      const field = position === undefined ? '' : parseRecord(record)[position]
      return !(Number(field) > iteration)
    })
    if (kept.length === records.length) return
    if (kept.length > 0) {
      replace(this.#path, `${this.#header()}${kept.join('\n')}\n`)
      return
    }
    // What comes next may have other columns.
    remove(this.#path)
    this.#columns.clear()
    this.#widthOnDisk = 0
  }

  #widen(width: number, rows: string): void {
    const [, ...records] = splitRecords(readWhole(this.#path, completeLength) ?? '')
    const before = records.map((record) => padded(record, this.#widthOnDisk, width)).join('')
    replace(this.#path, this.#header() + before + rows)
  }

  #header(): string {
    return `${[...this.#columns.keys()].map(toField).join(',')}\n`
  }
}

function padded(record: string, width: number, wanted: number): string {
  return `${record}${','.repeat(wanted - width)}\n`
}
