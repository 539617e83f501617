import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TensorBoardLogger } from '../../../src/logger/tensorboard/tensorboard-logger.ts'
import { newStudy, newTrial } from '../trial-files.ts'
import { eventFiles, readEvents, scalarsOf } from './event-reader.ts'
import type { Result } from '../../../src/math/score.ts'
import type { StudyView, TrialView } from '../../../src/study/view.ts'

const failure = { name: 'E', message: 'm' }
const T0 = 1_770_000_000

function result(i: number, loss: number = i): Result {
  return { training_iteration: i, loss, timestamp: T0 + i, time_total_s: i }
}

class Scene {
  readonly study: StudyView = newStudy()
  readonly trial: TrialView
  readonly dir: string
  readonly logger: TensorBoardLogger = new TensorBoardLogger()

  constructor(parts: Partial<TrialView> = {}) {
    this.trial = newTrial(this.study, parts)
    this.dir = join(this.study.dir, this.trial.name)
  }

  tell(...results: Result[]): void {
    for (const one of results) this.logger.onTrialResult(this.study, this.trial, one)
  }

  /** Steps and values of the loss, in the order in which TensorBoard reads them. */
  get losses(): [number, number][] {
    return scalarsOf(this.dir)['ray/tune/loss'] ?? []
  }

  /** The next attempt, which continues from an iteration. */
  again(from: number, logger: TensorBoardLogger = this.logger): TrialView {
    const trial = { ...this.trial, attempt: this.trial.attempt + 1, iteration: from }
    logger.onTrialRewound(this.study, trial, from)
    logger.onTrialStart(this.study, trial)
    return trial
  }
}

describe('the event file', () => {
  it('has the hyperparameters, every numeric metric at its step, and the outcome', () => {
    const scene = new Scene({ params: { lr: 0.1, 'net/act': 'relu' } })
    const before = Date.now() / 1000
    scene.tell(
      { ...result(1, 0.5), val: { acc: 0.25 }, pid: 3, note: 'x', done: false, sizes: [1] },
      { ...result(2, 0.25), val: { acc: 0.75 }, config: { lr: 1 }, late: 7 },
    )
    scene.logger.onTrialComplete(scene.study, scene.trial)
    const after = Date.now() / 1000
    const events = readEvents(scene.dir)
    expect(
      events.map(({ step, scalars, fileVersion, sessionLog, start, end }) => ({
        step,
        scalars,
        fileVersion,
        sessionLog,
        start: start?.hparams,
        end: end?.status,
      })),
    ).toEqual([
      { step: 0, scalars: {}, fileVersion: 'brain.Event:2' },
      { step: 0, scalars: {}, sessionLog: 1 },
      { step: 0, scalars: {}, start: { lr: 0.1, 'net/act': 'relu' } },
      { step: 1, scalars: { 'ray/tune/loss': 0.5, 'ray/tune/val/acc': 0.25 } },
      { step: 2, scalars: { 'ray/tune/loss': 0.25, 'ray/tune/val/acc': 0.75, 'ray/tune/late': 7 } },
      { step: 0, scalars: {}, end: 1 },
    ])
    for (const { wallTime, step } of events.slice(3)) {
      expect(wallTime, `of step ${step}`).toBeGreaterThanOrEqual(before)
      expect(wallTime).toBeLessThanOrEqual(after)
    }
    // The first report took a second.
    expect(events[2]?.start?.time).toBeGreaterThanOrEqual(before - 1)
    expect(events[2]?.start?.time).toBeLessThanOrEqual(after - 1)
    expect(eventFiles(scene.dir)).toEqual([
      expect.stringMatching(
        new RegExp(
          String.raw`events\.out\.tfevents\.\d{10}\.000000\.${hostname()}\.${process.pid}\.attune$`,
        ),
      ),
    ])
  })

  it('has NaN and infinities, and tags that begin as one likes', () => {
    const study = newStudy()
    const trial = newTrial(study)
    const logger = new TensorBoardLogger({ prefix: '' })
    const values = [Number.NaN, Infinity, -Infinity, 1e300, 0.1]
    values.forEach((loss, i) => logger.onTrialResult(study, trial, result(i + 1, loss)))
    logger.onTrialError(study, trial, failure, false)
    const dir = join(study.dir, trial.name)
    expect(scalarsOf(dir)).toEqual({
      loss: [Number.NaN, Infinity, -Infinity, Infinity, Math.fround(0.1)].map((value, i) => [
        i + 1,
        value,
      ]),
    })
    expect(readEvents(dir).at(-1)?.end?.status).toBe(2)
  })

  it('takes the step as it was reported, as far as it can be one', () => {
    const scene = new Scene()
    const steps = [0, 2.5, -3, 1e300, Number.NaN, 'x', undefined]
    for (const step of steps) scene.tell({ training_iteration: step, loss: 1 })
    scene.logger.onStudyEnd()
    expect(scene.losses.map(([step]) => step)).toEqual([0, 2, 0, Number.MAX_SAFE_INTEGER, 0, 0, 0])
  })

  it('has the outcome of a trial that has reported nothing, and is not made for one that waits', () => {
    const scene = new Scene({ params: { lr: 2 } })
    const before = Date.now() / 1000
    scene.logger.onTrialStart(scene.study, scene.trial)
    scene.logger.onTrialError(scene.study, scene.trial, failure, true)
    scene.again(0)
    scene.logger.onTrialError(scene.study, scene.trial, failure, false)
    const waits = newTrial(scene.study, { id: 'waits', attempt: 0 })
    scene.logger.rebuild(scene.study, waits, [])
    scene.logger.onTrialComplete(scene.study, waits)
    scene.logger.onStudyEnd()
    const events = readEvents(scene.dir).slice(2)
    expect(events.map(({ start, end }) => start?.hparams ?? end?.status)).toEqual([{ lr: 2 }, 2])
    expect(events[0]?.start?.time).toBeGreaterThanOrEqual(before)
    expect(readdirSync(join(scene.study.dir, waits.name))).toEqual([])
  })

  it('comes before what the trial itself writes from its start on', () => {
    const scene = new Scene()
    const second = Math.floor(Date.now() / 1000)
    scene.logger.onTrialStart(scene.study, scene.trial)
    scene.tell(result(1), result(2))
    scene.logger.onTrialError(scene.study, scene.trial, failure, true)
    scene.again(1)
    scene.logger.onStudyEnd()
    const [file = ''] = eventFiles(scene.dir)
    const theirs = join(scene.dir, `events.out.tfevents.${second}.${hostname()}.1.0`)
    expect(file).toContain('.000001.')
    expect(file < theirs, `${file} is before ${theirs}`).toBe(true)
  })

  it('declares the columns of the HPARAMS page on request', () => {
    const scene = new Scene({ params: { lr: 0.1, act: 'relu', bias: true } })
    const study = { ...scene.study, objectives: [{ metric: 'val/loss', mode: 'min' as const }] }
    const second = newTrial(study, { id: 'second', params: { lr: 1, momentum: Infinity } })
    const columnsOf = (logger: TensorBoardLogger): unknown => {
      for (const trial of [scene.trial, second]) {
        logger.onTrialStart(study, trial)
        logger.onTrialResult(study, trial, result(1))
        logger.onTrialRewound(study, { ...trial, attempt: 2 }, 0)
      }
      logger.onStudyEnd()
      const found = readEvents(join(study.dir, second.name)).filter((event) => event.experiment)
      for (const trial of [scene.trial, second]) {
        for (const file of eventFiles(join(study.dir, trial.name))) rmSync(file)
      }
      return found.map((event) => event.experiment)
    }
    const params = [
      ['lr', 3],
      ['act', 1],
      ['bias', 2],
      ['momentum', 1],
    ]
    expect(columnsOf(new TensorBoardLogger())).toEqual([])
    expect(columnsOf(new TensorBoardLogger({ columns: false }))).toEqual([])
    expect(columnsOf(new TensorBoardLogger({ columns: true }))).toEqual([
      { params, metrics: [['ray/tune/val/loss', 'val/loss']] },
    ])
    expect(columnsOf(new TensorBoardLogger({ columns: { metrics: ['a'] }, prefix: '' }))).toEqual([
      { params, metrics: [['a', 'a']] },
    ])
    expect(columnsOf(new TensorBoardLogger({ columns: { params: ['x', 'act'] } }))).toEqual([
      {
        params: [
          ['x', 0],
          ['act', 1],
        ],
        metrics: [['ray/tune/val/loss', 'val/loss']],
      },
    ])
  })

  it('is written a moment after a result, and as a whole when the study ends', async () => {
    const scene = new Scene()
    const other = newTrial(scene.study, { id: 'other' })
    scene.tell(result(1))
    expect(eventFiles(scene.dir)).toEqual([])
    while (eventFiles(scene.dir).length === 0) await sleep(20)
    scene.tell(result(2))
    scene.logger.onTrialResult(scene.study, other, result(1))
    scene.logger.onStudyEnd()
    expect(scene.losses).toHaveLength(2)
    expect(scalarsOf(join(scene.study.dir, other.name))['ray/tune/loss']).toHaveLength(1)
    // A run whose end is not told goes on.
    expect(readEvents(scene.dir).filter((event) => event.end)).toEqual([])
  })

  it('is there although the folder was not, and is complained of once where it cannot be', () => {
    const scene = new Scene()
    const bad = newTrial(scene.study, { id: 'bad' })
    const blocked = join(scene.study.dir, bad.name)
    rmSync(blocked, { recursive: true })
    writeFileSync(blocked, '')
    rmSync(scene.dir, { recursive: true })
    const thrown: unknown[] = []
    for (let i = 1; i <= 2; i++) {
      scene.tell(result(i))
      try {
        scene.logger.onTrialResult(scene.study, bad, result(i))
      } catch (error) {
        thrown.push(error)
      }
    }
    scene.logger.onStudyEnd()
    expect(thrown).toEqual([expect.objectContaining({ code: 'LOG_NOT_WRITTEN' })])
    expect(String(thrown[0])).toContain("TensorBoard's event file of trial bad")
    expect(scene.losses).toHaveLength(2)
    rmSync(blocked)
    mkdirSync(blocked)
    scene.logger.onTrialStart(scene.study, { ...bad, attempt: 2 })
    scene.logger.onTrialResult(scene.study, bad, result(1))
    scene.logger.onStudyEnd()
    expect(readEvents(blocked)).toHaveLength(4)
  })

  it.each([
    [{ prefx: 'a' }, 'UNKNOWN_OPTION'],
    [{ prefix: 5 }, 'INVALID_OPTION'],
    [{ columns: 'loss' }, 'INVALID_OPTION'],
    [{ columns: { metric: ['loss'] } }, 'UNKNOWN_OPTION'],
    [{ columns: { metrics: 'loss' } }, 'INVALID_OPTION'],
    [{ columns: { params: [1] } }, 'INVALID_OPTION'],
  ])('is not made with options %j', (options, code) => {
    expect(() => new TensorBoardLogger(options as object)).toThrow(
      expect.objectContaining({ code }),
    )
  })
})

describe('a trial that goes back', () => {
  it('has every step once', () => {
    const scene = new Scene()
    for (let i = 1; i <= 5; i++) scene.tell({ ...result(i), ...(i > 3 ? { late: i } : {}) })
    scene.logger.onTrialError(scene.study, scene.trial, failure, true)
    const [first] = eventFiles(scene.dir)
    const trial = scene.again(3)
    const [second] = eventFiles(scene.dir)
    expect(second && first && second > first).toBe(true)
    expect(readFileSync(first ?? '')).toHaveLength(0)
    scene.logger.onTrialResult(scene.study, trial, result(4, 40))
    scene.logger.onTrialComplete(scene.study, trial)
    expect(scalarsOf(scene.dir)).toEqual({
      'ray/tune/loss': [
        [1, 1],
        [2, 2],
        [3, 3],
        [4, 40],
      ],
    })
    const events = readEvents(scene.dir)
    // A TensorBoard that is open forgets what came before.
    expect(events[1]).toMatchObject({ step: 0, sessionLog: 1 })
    expect(events.filter((event) => event.fileVersion)).toHaveLength(1)
    expect(events.filter((event) => event.start)).toHaveLength(1)
    expect(events.map((event) => event.end?.status).filter(Boolean)).toEqual([1])
  })

  it('has not ended any more', () => {
    const scene = new Scene()
    scene.tell(result(1), result(2))
    scene.logger.onTrialError(scene.study, scene.trial, failure, false)
    // In another session, from its last iteration: nobody tells of a rewind.
    const logger = new TensorBoardLogger()
    const trial = { ...scene.trial, attempt: 2, iteration: 2 }
    logger.onTrialStart(scene.study, trial)
    logger.onTrialResult(scene.study, trial, result(3))
    logger.onTrialComplete(scene.study, trial)
    expect(scene.losses.map(([step]) => step)).toEqual([1, 2, 3])
    expect(
      readEvents(scene.dir)
        .map((event) => event.end?.status)
        .filter(Boolean),
    ).toEqual([1])
  })

  it('begins anew where nothing is left, in a file that sorts after the others', () => {
    const scene = new Scene()
    let trial = scene.trial
    for (let attempt = 0; attempt < 12; attempt++) {
      scene.logger.onTrialResult(scene.study, trial, result(1, attempt))
      scene.logger.onTrialError(scene.study, trial, failure, true)
      trial = scene.again(0)
    }
    expect(scene.losses).toEqual([])
    scene.logger.onTrialResult(scene.study, trial, result(1, 100))
    scene.logger.onTrialComplete(scene.study, trial)
    expect(scene.losses).toEqual([[1, 100]])
    // Those that stay for a TensorBoard that is reading are few, and come first.
    const names = readdirSync(scene.dir).toSorted()
    expect(names).toHaveLength(9)
    expect(eventFiles(scene.dir)).toEqual([join(scene.dir, names.at(-1) ?? '')])
  })

  it('has the hyperparameters of its latest start', () => {
    const scene = new Scene({ params: { lr: 0.1 } })
    const hparams = (): unknown =>
      readEvents(scene.dir).flatMap(({ start }) => (start ? [start.hparams] : []))
    scene.logger.onTrialStart(scene.study, scene.trial)
    scene.tell(result(1), result(2))
    scene.logger.onStudyEnd()
    const [before] = readEvents(scene.dir).flatMap(({ start }) => start?.time ?? [])
    // The copy is of an iteration that it has reached itself: nothing is done again.
    const copy = { ...scene.trial, attempt: 2, iteration: 2, params: { lr: 0.5 } }
    scene.logger.onTrialExploit(scene.study, copy)
    scene.logger.onTrialStart(scene.study, copy)
    scene.logger.onTrialResult(scene.study, copy, result(3))
    scene.logger.onStudyEnd()
    expect(hparams()).toEqual([{ lr: 0.5 }])
    expect(scene.losses.map(([step]) => step)).toEqual([1, 2, 3])
    const [after] = readEvents(scene.dir).flatMap(({ start }) => start?.time ?? [])
    expect(after).toBe(before)
    // A pause changes nothing, so the file is the same.
    const [file] = eventFiles(scene.dir)
    new TensorBoardLogger().onTrialStart(scene.study, { ...copy, attempt: 3, iteration: 3 })
    expect(eventFiles(scene.dir)).toEqual([file])
    const again = { ...copy, attempt: 4, iteration: 1, params: { lr: 0.7 } }
    scene.logger.onTrialRewound(scene.study, again, 1)
    scene.logger.onStudyEnd()
    expect(hparams()).toEqual([{ lr: 0.7 }])
    expect(scene.losses).toEqual([[1, 1]])
  })

  it('begins anew where somebody has removed its file', () => {
    const scene = new Scene()
    scene.tell(result(1), result(2))
    scene.logger.onStudyEnd()
    scene.tell(result(3))
    for (const file of eventFiles(scene.dir)) rmSync(file)
    const trial = scene.again(2)
    scene.logger.onTrialResult(scene.study, trial, result(3, 30))
    scene.logger.onTrialComplete(scene.study, trial)
    expect(scene.losses.at(-1)).toEqual([3, 30])
  })

  it('shows what happened whatever happened', () => {
    const action = fc.oneof(
      fc.constant('report' as const),
      fc.constant('report' as const),
      fc.constantFrom('flush' as const, 'kill' as const),
      fc.nat({ max: 8 }),
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
        const scene = new Scene()
        let { logger, trial } = scene
        let told: [number, number][] = []
        let value = 0
        for (const act of actions) {
          const at = told.length
          if (act === 'report') {
            value += 1
            told.push([at + 1, value])
            logger.onTrialResult(scene.study, trial, result(at + 1, value))
          } else if (act === 'flush') {
            logger.onStudyEnd()
          } else {
            if (act === 'kill') {
              logger.onStudyEnd()
              const [file] = eventFiles(scene.dir)
              if (file) appendFileSync(file, readFileSync(file).subarray(0, 40))
              logger = new TensorBoardLogger()
              logger.rebuild(
                scene.study,
                trial,
                told.map(([i, loss]) => result(i, loss)),
              )
            }
            told = told.slice(0, act === 'kill' ? at : Math.min(act, at))
            trial = { ...trial, attempt: trial.attempt + 1, iteration: told.length }
            if (told.length < at) logger.onTrialRewound(scene.study, trial, told.length)
            logger.onTrialStart(scene.study, trial)
          }
        }
        logger.onTrialComplete(scene.study, trial)
        expect(scene.losses).toEqual(told)
        expect(eventFiles(scene.dir)).toHaveLength(trial.attempt > 1 || told.length > 0 ? 1 : 0)
        const starts = readEvents(scene.dir).filter((event) => event.start)
        expect(starts).toHaveLength(eventFiles(scene.dir).length)
      }),
      { numRuns: 60 },
    )
  })
})

describe('after a kill', () => {
  it('the file is written again as the results say, with their times', () => {
    const scene = new Scene()
    scene.tell(result(1), result(2), result(3, 99), result(4, 99))
    scene.logger.onStudyEnd()
    const [old] = eventFiles(scene.dir)
    writeFileSync(old ?? '', readFileSync(old ?? '').subarray(0, -5))
    const logger = new TensorBoardLogger()
    const ended = { ...scene.trial, status: 'TERMINATED' as const }
    logger.rebuild(scene.study, ended, [result(1), result(2), result(3)].values())
    expect(scene.losses).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ])
    const events = readEvents(scene.dir)
    expect(events.map((event) => event.wallTime - T0)).toEqual([0, 0, 0, 1, 2, 3, 3])
    expect(events.at(-1)?.end).toEqual({ time: T0 + 3, status: 1 })
    logger.rebuild(scene.study, { ...ended, status: 'ERROR' }, [result(1)])
    expect(readEvents(scene.dir).at(-1)?.end?.status).toBe(2)
    logger.rebuild(scene.study, scene.trial, [result(1)])
    expect(readEvents(scene.dir).at(-1)?.end).toBeUndefined()
    logger.rebuild(scene.study, { ...ended, startedAt: T0 * 1000 }, [])
    expect(readEvents(scene.dir).slice(2)).toMatchObject([
      { start: { time: T0, hparams: { lr: 0.1 } } },
      { end: { time: T0, status: 1 } },
    ])
    logger.rebuild(scene.study, { ...scene.trial, attempt: 0 }, [])
    expect(eventFiles(scene.dir)).toEqual([])
  })

  it('half a record is cut off where nothing is written again', () => {
    const scene = new Scene()
    scene.tell(result(1), result(2))
    scene.logger.onStudyEnd()
    const [file = ''] = eventFiles(scene.dir)
    appendFileSync(file, readFileSync(file).subarray(0, 30))
    const logger = new TensorBoardLogger()
    const trial = { ...scene.trial, attempt: 2, iteration: 2 }
    logger.onTrialStart(scene.study, trial)
    logger.onTrialResult(scene.study, trial, result(3))
    logger.onTrialComplete(scene.study, trial)
    expect(scene.losses.map(([step]) => step)).toEqual([1, 2, 3])
  })

  it('that came while the file was replaced, nothing is there twice', () => {
    const scene = new Scene()
    scene.tell(result(1), result(2))
    scene.logger.onStudyEnd()
    const [file = ''] = eventFiles(scene.dir)
    // The new one has its name, the old one is not yet emptied.
    const next = file.replace(/\d{10}/, (seconds) => String(Number(seconds) + 1))
    writeFileSync(next, readFileSync(file))
    writeFileSync(join(scene.dir, '.attune-events.new'), 'half of one')
    new TensorBoardLogger().rebuild(scene.study, scene.trial, [result(1), result(2)])
    expect(scene.losses).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(readdirSync(scene.dir)).not.toContain('.attune-events.new')
  })

  it('files of the trial itself are left alone, and what they say stays', () => {
    const scene = new Scene()
    const theirs = join(scene.dir, 'events.out.tfevents.1700000000.host.77.0')
    writeFileSync(theirs, 'theirs')
    scene.tell(result(1), result(2))
    scene.logger.onStudyEnd()
    rmSync(theirs)
    expect(readEvents(scene.dir).some((event) => event.sessionLog)).toBe(false)
    writeFileSync(theirs, 'theirs')
    scene.again(1)
    new TensorBoardLogger().rebuild(scene.study, scene.trial, [result(1)])
    expect(readFileSync(theirs, 'utf8')).toBe('theirs')
    rmSync(theirs)
    expect(readEvents(scene.dir).some((event) => event.sessionLog)).toBe(false)
    expect(scene.losses).toEqual([[1, 1]])
  })

  it('much is written in parts', () => {
    const scene = new Scene()
    const metrics = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`m${i}`, i]))
    const results = Array.from({ length: 400 }, (_, i) => ({ ...result(i + 1), ...metrics }))
    scene.logger.rebuild(scene.study, scene.trial, results)
    expect(eventFiles(scene.dir)).toHaveLength(1)
    expect(readFileSync(eventFiles(scene.dir)[0] ?? '').length).toBeGreaterThan(1_500_000)
    expect(scene.losses).toHaveLength(400)
  }, 30_000)
})
