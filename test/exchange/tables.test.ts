import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Tuner, choice, gridSearch, report, uniform } from '../../src/index.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { readPythonJson } from '../../src/exchange/python-numbers.ts'
import { fakeCli } from '../cli/fake-cli.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { runScript } from './readers.ts'
import type { Result, ResultGrid } from '../../src/index.ts'

const cwd = tempFolder()
const FORMATS = ['csv', 'jsonl', 'parquet'] as const

interface Frame {
  readonly types: Readonly<Record<string, string>>
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

async function train({ lr, cell }: { readonly lr: number; readonly cell: number }): Promise<void> {
  if (cell === 3) throw new RangeError('diverged')
  for (let step = 1; step <= 3; step++) {
    await report({
      loss: [lr / 3, Number.NaN, Number.NEGATIVE_INFINITY][cell === 2 ? step - 1 : 0],
      val: { correct: step * cell, good: cell === 1 },
      note: 'say "a, b"\nand more',
      weights: [step, 0.5],
      ...(step === 3 ? { late: 1.25 } : {}),
    })
  }
}

let results: ResultGrid
const frames = new Map<string, Frame>()
beforeAll(async () => {
  results = await new Tuner(train, {
    paramSpace: {
      lr: uniform(0, 1),
      cell: gridSearch([1, 2, 3]),
      kind: choice(['a', null]),
      sizes: [3, 4],
    },
    tuneConfig: { metric: 'loss', mode: 'min', seed: 5, numSamples: 2 },
    runConfig: { name: 'table', storagePath: cwd, verbose: 0, handleSignals: false },
  }).fit()
  for (const what of ['trials', 'results']) {
    for (const format of FORMATS) {
      const out = `${what}.${format}`
      const { cli } = fakeCli({ cwd })
      const args = ['export', join(cwd, 'table'), '--to', format, '--what', what, '--out', out]
      if ((await runCli(args, cli)) !== 0) throw new Error(`${args.join(' ')} failed`)
    }
    const files = FORMATS.map((format) => join(cwd, `${what}.${format}`))
    const read = readPythonJson(await runScript('read_tables.py', files)) as Record<string, Frame>
    for (const format of FORMATS) frames.set(`${what} ${format}`, read[format] as Frame)
  }
}, 1_800_000)

/** How a missing value, NaN included, comes out of pandas; null in all formats. */
function plain(value: unknown): unknown {
  return value === undefined || Number.isNaN(value) ? null : value
}

/** Infinity is null in JSON Lines, which says so in a column of its own. */
function numberIn(format: string, row: Readonly<Record<string, unknown>>, name: string): unknown {
  const spelled = (row['non_finite'] as Readonly<Record<string, string>> | null)?.[name]
  return format === 'jsonl' && spelled === '-inf' ? -Infinity : plain(row[name])
}

const NUMBERS = ['loss', 'val/correct', 'late', 'training_iteration', 'config/lr', 'config/cell']

describe.each(FORMATS)('pandas reads %s', (format) => {
  it('with a row for each trial', () => {
    const { rows } = frames.get(`trials ${format}`) as Frame
    const expected = results.getDataframe()
    expect(rows).toHaveLength(6)
    for (const [i, row] of rows.entries()) {
      for (const name of NUMBERS)
        expect(numberIn(format, row, name)).toBe(plain(expected[i]?.[name]))
      expect(row['logdir']).toBe(expected[i]?.['logdir'])
      expect(row['status']).toBe(results.at(i)?.status)
      expect(plain(row['config/kind'])).toBe(expected[i]?.['config/kind'])
      expect(plain(row['note'])).toBe(plain(expected[i]?.['note']))
    }
  })

  it('with a row for each result', () => {
    const { rows } = frames.get(`results ${format}`) as Frame
    const expected = [...results].flatMap((result: Result<unknown>) =>
      result.metricsDataframe.map((row): Readonly<Record<string, unknown>> => ({
        ...row,
        'config/lr': (result.config as { readonly lr: number }).lr,
      })),
    )
    expect(rows).toHaveLength(12)
    for (const [i, row] of rows.entries()) {
      for (const name of NUMBERS.filter((name) => name !== 'config/cell')) {
        expect(numberIn(format, row, name)).toBe(plain(expected[i]?.[name]))
      }
      expect(row['note']).toBe('say "a, b"\nand more')
      expect(JSON.stringify(row['weights']).replaceAll(/[" ]/g, '')).toBe(
        JSON.stringify(expected[i]?.['weights']),
      )
    }
  })
})

describe('a Parquet file', () => {
  it('has columns of the types that are in them', () => {
    const { types } = frames.get('results parquet') as Frame
    expect(types).toMatchObject({
      loss: 'float64',
      'val/correct': 'int64',
      'val/good': 'bool',
      training_iteration: 'int64',
      'config/lr': 'float64',
      'config/cell': 'int64',
    })
    const { rows } = frames.get('results parquet') as Frame
    expect(rows[0]?.['config/sizes']).toBe('[3,4]')
  })
})

describe('JSON Lines', () => {
  it('are valid JSON, and say which numbers JSON lacks', async () => {
    const fake = fakeCli({ cwd })
    expect(await runCli(['export', join(cwd, 'table'), '--to', 'jsonl'], fake.cli)).toBe(0)
    const lines = fake
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(lines[1]).toMatchObject({
      loss: null,
      non_finite: { loss: '-inf' },
      'config/sizes': [3, 4],
    })
    writeFileSync(join(cwd, 'same.jsonl'), fake.stdout())
  })
})
