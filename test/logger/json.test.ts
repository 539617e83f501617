import { writeFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JSONLogger } from '../../src/logger/json.ts'
import { parsePythonJson, toPythonJson } from '../../src/logger/python-json.ts'
import { contentOf, newStudy, newTrial, pathOf, pythonJsonLines } from './trial-files.ts'
import type { JSONLoggerOptions } from '../../src/logger/json.ts'
import type { Result } from '../../src/math/score.ts'

const NAME = 'result.json'

function logged(
  results: readonly Result[],
  { config = { lr: 0.1 }, ...options }: JSONLoggerOptions & { readonly config?: unknown } = {},
): string {
  const study = newStudy()
  const trial = newTrial(study, { config })
  const logger = new JSONLogger(options)
  for (const result of results) logger.onTrialResult(study, trial, result)
  logger.onTrialComplete(study, trial)
  return pathOf(study, trial, NAME)
}

const linesOf = (path: string): unknown[] =>
  (contentOf(path) ?? '')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown)

describe('result.json', () => {
  it('has a line for each result, as it was reported, with the config', () => {
    const path = logged([{ loss: 0.5, val: { acc: [1, 2] } }, {}], { config: { lr: 0.1, n: [1] } })
    expect(contentOf(path)).toBe(
      '{"loss":0.5,"val":{"acc":[1,2]},"config":{"lr":0.1,"n":[1]}}\n' +
        '{"config":{"lr":0.1,"n":[1]}}\n',
    )
  })

  it('says which numbers JSON lacks', () => {
    const result = { loss: Number.NaN, val: { best: -Infinity, all: [1, Infinity] }, ok: 1 }
    const path = logged([result, { loss: 1 }], { config: { cap: Infinity, lr: 1 } })
    expect(pythonJsonLines(path)).toEqual([
      {
        loss: null,
        val: { best: null, all: [1, null] },
        ok: 1,
        config: { cap: null, lr: 1 },
        non_finite: {
          loss: 'nan',
          'val/best': '-inf',
          'val/all/1': 'inf',
          'config/cap': 'inf',
        },
      },
      { loss: 1, config: { cap: null, lr: 1 }, non_finite: { 'config/cap': 'inf' } },
    ])
  })

  it('writes the bare words that Ray writes when asked to', () => {
    const result = { loss: Number.NaN, list: [-Infinity, 'NaN'], text: 'x', none: null, b: true }
    const path = logged([result, { loss: 1 }], { dialect: 'ray', config: { cap: Infinity } })
    expect(contentOf(path)?.split('\n')[0]).toBe(
      '{"loss":NaN,"list":[-Infinity,"NaN"],"text":"x","none":null,"b":true,"config":{"cap":Infinity}}',
    )
    expect(pythonJsonLines(path)).toEqual([
      {
        loss: 'nan',
        list: ['-inf', 'NaN'],
        text: 'x',
        none: null,
        b: true,
        config: { cap: 'inf' },
      },
      { loss: 1, config: { cap: 'inf' } },
    ])
  })

  it('is valid for Python, whatever was reported', () => {
    const value = fc.letrec((tie) => ({
      data: fc.oneof(
        { maxDepth: 3 },
        fc.double().map((x) => (Number.isFinite(x) && x !== 0 ? x : 1)),
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('data'), { maxLength: 3 }),
      ),
    })).data
    const key = fc
      .string({ unit: 'binary' })
      .filter((name) => !['config', '__proto__'].includes(name))
    const results = fc.array(fc.dictionary(key, value, { noNullPrototype: true }), {
      minLength: 50,
      maxLength: 50,
    })
    fc.assert(
      fc.property(results, (list) => {
        const path = logged(list)
        const expected = list.map((result) => ({ ...result, config: { lr: 0.1 } }))
        expect(linesOf(path)).toEqual(expected)
        expect(JSON.stringify(pythonJsonLines(path)).length).toBeGreaterThan(0)
      }),
      { numRuns: 3 },
    )
  })

  it('keeps the config apart from a metric of that name', () => {
    const path = logged([{ config: 'mine', loss: 1 }])
    expect(linesOf(path)).toEqual([{ config: { lr: 0.1 }, loss: 1 }])
  })

  it('has the config of the time', () => {
    const study = newStudy()
    const trial = newTrial(study, { config: { lr: 1 } })
    const logger = new JSONLogger()
    logger.onTrialResult(study, trial, { training_iteration: 1 })
    const moved = { ...trial, config: { lr: 2 } }
    logger.onTrialResult(study, moved, { training_iteration: 2 })
    logger.onStudyEnd()
    expect(linesOf(pathOf(study, trial, NAME))).toEqual([
      { training_iteration: 1, config: { lr: 1 } },
      { training_iteration: 2, config: { lr: 2 } },
    ])
  })

  it.each(['valid', 'ray'] as const)('forgets what comes again, in the dialect %s', (dialect) => {
    const study = newStudy()
    const trial = newTrial(study, { config: { training_iteration: 99, cap: Infinity } })
    const path = pathOf(study, trial, NAME)
    const logger = new JSONLogger({ dialect })
    for (let i = 1; i <= 4; i++) {
      logger.onTrialResult(study, trial, {
        loss: Number.NaN,
        note: 'is "NaN',
        training_iteration: i,
      })
    }
    logger.onTrialRewound(study, trial, 2)
    const kept = (contentOf(path) ?? '').split('\n').slice(0, -1)
    expect(kept.map((line) => (parsePythonJson(line) as Result)['training_iteration'])).toEqual([
      1, 2,
    ])
    logger.onTrialRewound(study, trial, 0)
    expect(contentOf(path)).toBeUndefined()
  })

  it('drops a torn last line of a tuner that was killed', () => {
    const study = newStudy()
    const trial = newTrial(study, { attempt: 2 })
    const path = pathOf(study, trial, NAME)
    writeFileSync(path, '{"training_iteration":1}\n{"training_iter')
    const logger = new JSONLogger()
    logger.onTrialStart(study, trial)
    expect(contentOf(path)).toBe('{"training_iteration":1}\n')
    logger.onTrialResult(study, trial, { training_iteration: 2 })
    logger.onTrialComplete(study, trial)
    expect(linesOf(path)).toHaveLength(2)
  })
})

describe('the JSON of Python', () => {
  it('is read with null for what JSON lacks, and left alone in strings', () => {
    const texts = fc.string({ unit: 'binary' })
    const value = fc.dictionary(
      texts,
      fc.oneof(fc.double(), texts, fc.constantFrom('NaN', '"NaN"', '\\')),
    )
    fc.assert(
      fc.property(value, (data) => {
        const plain = JSON.parse(JSON.stringify(data)) as unknown
        expect(parsePythonJson(toPythonJson(data))).toEqual(plain)
      }),
    )
  })
})
