import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRecord, splitRecords } from '../../logger/csv-text.ts'
import { readPythonJson } from '../python-numbers.ts'
import type { Result } from '../../math/score.ts'

/** What a trial's folder holds of its results. */
export interface RayResults {
  /** In the order in which they were written, without `config`. */
  readonly results: readonly Result[]
  /** How many lines could not be read. */
  readonly unreadable: number
}

/** Reads `result.json`, or `progress.csv` where there is none. */
export function readResults(dir: string): RayResults {
  const json = join(dir, 'result.json')
  if (existsSync(json)) return readLines(readFileSync(json, 'utf8'))
  const csv = join(dir, 'progress.csv')
  return existsSync(csv) ? readTable(readFileSync(csv, 'utf8')) : { results: [], unreadable: 0 }
}

function readLines(text: string): RayResults {
  const results: Result[] = []
  let unreadable = 0
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    try {
      const { config: _, ...result } = readPythonJson(line) as Record<string, unknown>
      results.push(result)
    } catch {
      unreadable += 1
    }
  }
  return { results, unreadable }
}

function readTable(text: string): RayResults {
  const [header, ...records] = splitRecords(text.endsWith('\n') ? text : `${text}\n`)
  if (header === undefined) return { results: [], unreadable: 0 }
  const names = parseRecord(header.trimEnd())
  const results = records.map((record) => {
    const fields = parseRecord(record.trimEnd())
    const entries = names.flatMap((name, i) => {
      const field = fields[i] ?? ''
      return field === '' ? [] : [[name, valueOf(field)] as const]
    })
    return Object.fromEntries(entries)
  })
  return { results, unreadable: 0 }
}

const WORDS: Readonly<Record<string, unknown>> = {
  True: true,
  False: false,
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}

function valueOf(field: string): unknown {
  if (Object.hasOwn(WORDS, field)) return WORDS[field]
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(field) ? Number(field) : field
}
