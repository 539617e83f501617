import { join } from 'node:path'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createStudy } from '../../src/tuner/study-folder.ts'
import { StudyDriver } from '../support/study-driver.ts'
import type { StudyEvent } from '../../src/study/events.ts'
import type { StudyRecord } from '../../src/tuner/study-folder.ts'

/** Writes a study into `<root>/<name>` as a tuner leaves it; answers its folder. */
export function storeStudy(
  root: string,
  name: string,
  events: readonly StudyEvent[],
  record: Partial<StudyRecord> = {},
): string {
  const { dir, storage } = createStudy(root, {
    name,
    idPrefix: 't',
    seed: 7,
    trainableName: 'train',
    tuneConfig: { metric: 'loss', mode: 'min', numSamples: 4 },
    runConfig: {},
    ...record,
  })
  storage.append(events)
  storage.close()
  return dir
}

/** What a session adds at its end. */
export const FINISHED: StudyEvent = { type: 'study-finished', at: 1_100_000 }

/**
 * Four trials: t0 has ended well with loss 0.5, t1 with 0.25, t2 was stopped with NaN, t3 has failed. All
 * have reported twice, but for t3.
 */
export function finishedStudy(): StudyDriver {
  const driver = new StudyDriver({
    numSamples: 4,
    cpus: 4,
    setup: { checkpoints: { numToKeep: 1, scoreAttribute: undefined, scoreOrder: 'max' } },
  }).open()
  const report = (trial: string, loss: number, accuracy: number, checkpoint = false): void => {
    driver.wait(1).report(trial, { loss, val: { accuracy } }, { checkpoint })
  }
  report('t0', 2, 0.1)
  report('t1', 1, 0.2, true)
  report('t2', 0.125, 0.3)
  report('t0', 0.5, 0.7)
  report('t1', 0.25, 0.8, true)
  report('t2', Number.NaN, 0.9)
  driver.ended('t0', 'completed')
  driver.ended('t1', 'completed')
  driver.feed({ type: 'trial-ordered', at: 0, trial: 't2', order: 'stop', reason: 'no hope' })
  driver.ended('t2', 'stopped')
  driver.wait(1).ended('t3', 'error', 'out of memory')
  return driver
}

/** Two trials run and two wait. */
export function openStudy(): StudyDriver {
  const driver = new StudyDriver({ numSamples: 4, cpus: 2 }).open()
  driver.wait(1).report('t0', { loss: 3 })
  return driver
}

/** Writes what a trial has printed. */
export function writeLog(dir: string, trial: string, file: string, text: string): string {
  const folder = join(dir, `train_${trial}`)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, file)
  writeFileSync(path, text)
  return path
}
