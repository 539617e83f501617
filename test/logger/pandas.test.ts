import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, READERS } from '../../scripts/venv.mjs'
import { CSVLogger, JSONLogger, run } from '../../src/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { Result, Trial } from '../../src/index.ts'

/** Numbers that are hard to hand on, one a report. */
const NUMBERS = [
  0.1 + 0.2,
  Number.NaN,
  Infinity,
  -Infinity,
  2.2250738585072014e-308,
  Number.MAX_VALUE,
  Number.MAX_SAFE_INTEGER,
  -1 / 3,
]

async function train(_config: unknown, trial: Trial): Promise<void> {
  for (const [i, loss] of NUMBERS.entries()) {
    const late = i < 4 ? {} : { late: i / 7, 'other/late': i }
    const note = 'commas, "quotes"\nand\r\nlines, ünïcödé'
    const val = { acc: 1 / (i + 1), deep: { er: -i } }
    const flag = i % 2 === 0
    await trial.report({ loss, val, note, flag, sizes: [i, 2], nothing: null, ...late })
  }
}

/** Columns of what pandas reads; its floats as Python spells them, which loses nothing. */
const PROGRAM = `
import json, sys, pandas as pd

def plain(x):
    if isinstance(x, float): return repr(float(x))
    if isinstance(x, dict): return {k: plain(v) for k, v in x.items()}
    if isinstance(x, list): return [plain(v) for v in x]
    return str(x) if hasattr(x, "isoformat") else x

def columns(frame):
    return {name: [plain(x) for x in frame[name].tolist()] for name in frame}

csv, lines, ray = sys.argv[1:4]
print(json.dumps({
    "csv": columns(pd.read_csv(csv)),
    "json": columns(pd.read_json(lines, lines=True, precise_float=True)),
    "ray": columns(pd.read_json(ray, lines=True, precise_float=True)),
}))
`

type Columns = Readonly<Record<string, readonly unknown[]>>

/** A list of numbers as Python's `repr` of floats, read as numbers again; whole numbers are both. */
function numbers(column: readonly unknown[] | undefined): readonly unknown[] | undefined {
  const named: Record<string, number> = { inf: Infinity, '-inf': -Infinity, nan: Number.NaN }
  return column?.map((value) =>
    typeof value === 'string' ? (named[value] ?? Number(value)) : value,
  )
}

describe('pandas', () => {
  let read: { readonly csv: Columns; readonly json: Columns; readonly ray: Columns }
  let rows: readonly Readonly<Record<string, unknown>>[]
  beforeAll(async () => {
    const python = await ensureVenv(READERS)
    const study = async (dialect: 'valid' | 'ray'): Promise<Result<unknown>> => {
      const results = await run(train, {
        paramSpace: { lr: 0.1, net: { act: 'relu' } },
        storagePath: tempFolder(),
        verbose: 0,
        defaultLoggers: false,
        callbacks: [new CSVLogger(), new JSONLogger({ dialect })],
      })
      const [result] = results
      if (result === undefined || result.error) throw result?.error ?? new Error('no trial')
      return result
    }
    const valid = await study('valid')
    const ray = await study('ray')
    rows = valid.metricsDataframe
    const files = [join(valid.path, 'progress.csv'), join(valid.path, 'result.json')]
    const { stdout } = await promisify(execFile)(
      python,
      ['-X', 'utf8', '-c', PROGRAM, ...files, join(ray.path, 'result.json')],
      { maxBuffer: 1 << 24 },
    )
    read = JSON.parse(stdout) as typeof read
  }, 600_000)

  const all = NUMBERS.map((_, i) => i)
  const late = all.map((i) => (i < 4 ? Number.NaN : i / 7))

  it('reads equal numbers from progress.csv', () => {
    const { csv } = read
    expect(rows).toHaveLength(NUMBERS.length)
    expect(numbers(csv['loss'])).toEqual(NUMBERS)
    expect(numbers(csv['val/acc'])).toEqual(all.map((i) => 1 / (i + 1)))
    expect(numbers(csv['val/deep/er'])).toEqual(all.map((i) => 0 - i))
    expect(numbers(csv['late'])).toEqual(late)
    expect(numbers(csv['other/late'])).toEqual(all.map((i) => (i < 4 ? Number.NaN : i)))
    expect(csv['flag']).toEqual(all.map((i) => i % 2 === 0))
    expect(csv['note']).toEqual(rows.map((row) => row['note']))
    expect(csv['sizes']).toEqual(all.map((i) => `[${i},2]`))
    expect(numbers(csv['nothing'])).toEqual(all.map(() => Number.NaN))
    const filledIn = ['training_iteration', 'time_total_s', 'timestamp', 'pid']
    expect(filledIn.map((key) => numbers(csv[key]))).toEqual(
      filledIn.map((key) => rows.map((row) => row[key])),
    )
    const texts = ['trial_id', 'date', 'hostname']
    expect(texts.map((key) => csv[key])).toEqual(texts.map((key) => rows.map((row) => row[key])))
  })

  it('reads equal numbers from result.json, and what is nested', () => {
    const { json, ray } = read
    // JSON has no infinities: they are named beside.
    expect(numbers(json['loss'])).toEqual(
      NUMBERS.map((value) => (Number.isFinite(value) ? value : Number.NaN)),
    )
    expect(json['non_finite']?.slice(0, 5)).toEqual([
      'nan',
      { loss: 'nan' },
      { loss: 'inf' },
      { loss: '-inf' },
      'nan',
    ])
    // Ray's dialect names them in place.
    expect(numbers(ray['loss'])).toEqual(NUMBERS)
    for (const columns of [json, ray]) {
      expect(numbers(columns['late'])).toEqual(late)
      const val = columns['val'] as readonly { readonly acc: string; readonly deep: object }[]
      expect(numbers(val.map(({ acc }) => acc))).toEqual(all.map((i) => 1 / (i + 1)))
      expect(val[3]?.deep).toEqual({ er: -3 })
      expect(columns['flag']).toEqual(all.map((i) => i % 2 === 0))
      expect(columns['note']).toEqual(rows.map((row) => row['note']))
      expect(columns['sizes']?.[3]).toEqual([3, 2])
      expect(columns['config']?.[0]).toEqual({ lr: '0.1', net: { act: 'relu' } })
    }
    expect(numbers(json['time_total_s'])).toEqual(rows.map((row) => row['time_total_s']))
  })
})
