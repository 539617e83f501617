import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { defaultLoggers, rebuildFiles } from '../../src/logger/default-loggers.ts'
import { ErrorLogger } from '../../src/logger/error-log.ts'
import { flatten } from '../../src/math/flatten.ts'
import { CSVLogger } from '../../src/logger/csv.ts'
import { JSONLogger } from '../../src/logger/json.ts'
import { writeParams } from '../../src/logger/params.ts'
import { contentOf, newStudy, newTrial, pathOf, pythonJsonLines } from './trial-files.ts'
import type { ResultLogger } from '../../src/logger/result-logger.ts'

const result = (i: number): { training_iteration: number; loss: number } => ({
  training_iteration: i,
  loss: 1 / i,
})

describe.each([
  ['progress.csv', () => new CSVLogger()],
  ['result.json', () => new JSONLogger()],
] as [string, () => ResultLogger][])('%s', (name, create) => {
  it('is written a moment after a result, without being asked', async () => {
    const study = newStudy()
    const trial = newTrial(study)
    const logger = create()
    logger.onTrialResult(study, trial, result(1))
    while (contentOf(pathOf(study, trial, name)) === undefined) await sleep(20)
    logger.onTrialResult(study, trial, result(2))
    const length = contentOf(pathOf(study, trial, name))?.length ?? 0
    while ((contentOf(pathOf(study, trial, name))?.length ?? 0) === length) await sleep(20)
    expect(contentOf(pathOf(study, trial, name))).toContain('0.5')
  })

  it('is complete when a trial fails, and when the study ends', () => {
    const study = newStudy()
    const failed = newTrial(study, { id: 'a' })
    const running = newTrial(study, { id: 'b' })
    const logger = create()
    logger.onTrialResult(study, failed, result(1))
    logger.onTrialResult(study, running, result(1))
    logger.onTrialError(study, failed)
    expect(contentOf(pathOf(study, failed, name))).toContain('1')
    expect(contentOf(pathOf(study, running, name))).toBeUndefined()
    logger.onStudyEnd()
    expect(contentOf(pathOf(study, running, name))).toContain('1')
  })

  it('is written early when much waits', () => {
    const study = newStudy()
    const trial = newTrial(study)
    const logger = create()
    const note = 'x'.repeat(300_000)
    for (let i = 1; i <= 4; i++) logger.onTrialResult(study, trial, { ...result(i), note })
    expect(contentOf(pathOf(study, trial, name))?.length).toBeGreaterThan(1_000_000)
    logger.onStudyEnd()
  })

  it('makes the folder of a trial that has none', () => {
    const study = newStudy()
    const trial = newTrial(study)
    rmSync(join(study.dir, trial.name), { recursive: true })
    const logger = create()
    logger.onTrialResult(study, trial, result(1))
    logger.onTrialComplete(study, trial)
    expect(contentOf(pathOf(study, trial, name))).toContain('1')
  })

  it('is the same when it is built again from what is stored', async () => {
    const study = newStudy()
    const trial = newTrial(study)
    const path = pathOf(study, trial, name)
    const logger = create()
    const results = [result(1), { ...result(2), late: 'x' }, result(3)]
    for (const one of results) logger.onTrialResult(study, trial, one)
    logger.onTrialComplete(study, trial)
    const whole = contentOf(path)
    for (const damage of ['', 'garbage"\n', whole?.slice(0, -7) ?? '']) {
      writeFileSync(path, damage)
      await rebuildFiles(study, trial, results, [create()])
      expect(contentOf(path)).toBe(whole)
    }
    logger.rebuild(study, trial, results.values())
    logger.onTrialResult(study, trial, result(4))
    logger.onTrialComplete(study, trial)
    expect(contentOf(path)?.startsWith(whole ?? '-')).toBe(true)
    logger.rebuild(study, trial, [])
    expect(readdirSync(join(study.dir, trial.name))).toEqual([])
  })

  it('complains once of what cannot be written, and writes the others', () => {
    const study = newStudy()
    const bad = newTrial(study, { id: 'bad' })
    const good = newTrial(study, { id: 'good' })
    mkdirSync(pathOf(study, bad, name))
    const logger = create()
    const thrown: unknown[] = []
    const tell = (hook: () => void): void => {
      try {
        hook()
      } catch (error) {
        thrown.push(error)
      }
    }
    for (let i = 1; i <= 3; i++) {
      tell(() => logger.onTrialResult(study, bad, result(i)))
      tell(() => logger.onTrialResult(study, good, result(i)))
    }
    tell(() => logger.onTrialComplete(study, bad))
    tell(() => logger.onTrialComplete(study, good))
    tell(() => logger.onStudyEnd())
    expect(thrown).toEqual([expect.objectContaining({ code: 'LOG_NOT_WRITTEN' })])
    expect(String(thrown[0])).toContain(`${name} of trial bad`)
    expect(
      contentOf(pathOf(study, good, name))
        ?.trim()
        .split('\n').length,
    ).toBeGreaterThan(2)
  })

  it('complains at the next occasion of what went wrong in between', async () => {
    const study = newStudy()
    const trial = newTrial(study)
    const path = pathOf(study, trial, name)
    const logger = create()
    logger.onTrialResult(study, trial, result(1))
    mkdirSync(path)
    // The write that fails happens on its own, later than the hook that caused it.
    const failed = async (): Promise<unknown> => {
      for (;;) {
        await sleep(20)
        try {
          logger.onTrialResult(study, trial, result(2))
        } catch (error) {
          return error
        }
      }
    }
    expect(await failed()).toMatchObject({ code: 'LOG_NOT_WRITTEN' })
    rmSync(path, { recursive: true })
    const retried = { ...trial, attempt: 2 }
    logger.onTrialStart(study, retried)
    logger.onTrialResult(study, retried, result(2))
    logger.onTrialComplete(study, retried)
    expect(contentOf(path)).toContain('0.5')
  })
})

describe('error.txt', () => {
  it('has every failure, with what is known of it', () => {
    const study = newStudy()
    const logger = new ErrorLogger()
    const trial = newTrial(study, { failures: 1 })
    logger.onTrialError(study, trial, {
      name: 'ValueError',
      message: 'no',
      stack: 'Traceback …\nValueError: no\n',
    })
    const again = { ...trial, failures: 2 }
    logger.onTrialError(study, again, { name: 'Killed', message: 'signal 9', stderr: 'oom\n' })
    expect(contentOf(pathOf(study, trial, 'error.txt'))).toMatch(
      new RegExp(
        [
          String.raw`^Failure # 1 \(occurred at \d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\)`,
          'Traceback …',
          'ValueError: no',
          '',
          String.raw`Failure # 2 \(occurred at \d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\)`,
          'Killed: signal 9',
          'Last lines of standard error:',
          'oom',
          '',
          '$',
        ].join('\n'),
      ),
    )
  })

  it('that cannot be written is complained of once', () => {
    const study = newStudy()
    const trial = newTrial(study)
    mkdirSync(pathOf(study, trial, 'error.txt'))
    const logger = new ErrorLogger()
    const fail = (): void => logger.onTrialError(study, trial, { name: 'E', message: 'm' })
    expect(fail).toThrow('cannot be written')
    expect(fail).not.toThrow()
  })
})

describe('params.json', () => {
  it('is the config with its constants, keys in order, and lossless', () => {
    const study = newStudy()
    const trial = newTrial(study)
    const path = pathOf(study, trial, 'params.json')
    writeParams(join(study.dir, trial.name), { z: 'é', a: { y: [{ d: 1, c: 2 }], b: -Infinity } })
    expect(contentOf(path)).toBe(`{
  "a": {
    "b": {
      "$num": "-Infinity"
    },
    "y": [
      {
        "c": 2,
        "d": 1
      }
    ]
  },
  "z": "é"
}
`)
    writeParams(join(study.dir, trial.name), 5)
    expect(contentOf(path)).toBe('5\n')
  })
})

it('writes result.json, progress.csv, error.txt and events unless told otherwise', async () => {
  const study = newStudy()
  const trial = newTrial(study, { failures: 1 })
  const loggers = defaultLoggers()
  for (const logger of loggers) {
    await logger.onTrialStart?.(study, trial)
    await logger.onTrialResult?.(study, trial, result(1))
    await logger.onTrialError?.(study, trial, { name: 'E', message: 'm' }, false)
    await logger.onStudyEnd?.(study)
  }
  const events: unknown = expect.stringMatching(/^events\.out\.tfevents\..*\.attune$/)
  const names = ['error.txt', events, 'progress.csv', 'result.json']
  expect(readdirSync(join(study.dir, trial.name)).toSorted()).toEqual(names)
  const path = pathOf(study, trial, 'result.json')
  appendFileSync(path, '{"training')
  await rebuildFiles(study, trial, [result(1), result(2)])
  expect(pythonJsonLines(path)).toHaveLength(2)
})

describe('flattening', () => {
  it('joins keys by slashes, in order, and keeps arrays', () => {
    const flat = flatten({
      b: 1,
      a: { d: { e: null }, c: [1, { f: 2 }] },
      none: {},
      not: undefined,
    })
    expect(Object.entries(flat)).toEqual([
      ['b', 1],
      ['a/d/e', null],
      ['a/c', [1, { f: 2 }]],
    ])
  })

  it('finds what a lookup by path finds where keys collide', () => {
    expect(flatten({ a: { b: 1 }, 'a/b': 2 })).toEqual({ 'a/b': 2 })
    expect(flatten({ 'a/b': 2, a: { b: 1 } })).toEqual({ 'a/b': 2 })
    expect(flatten({ x: { a: { b: 1 } }, 'x/a': { b: 2 } })).toEqual({ 'x/a/b': 2 })
  })
})
