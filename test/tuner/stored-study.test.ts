import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gridSearch, Tuner, uniform } from '../../src/index.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open.ts'
import { openDatabase } from '../../src/storage/sqlite/database.ts'
import { spaceToJSON } from '../../src/space/space-json.ts'
import { compileSpace } from '../../src/space/space.ts'
import { readStudy } from '../../src/tuner/stored-study.ts'
import { FINISHED, finishedStudy, openStudy, storeStudy } from '../cli/stored-studies.ts'
import { StudyDriver } from '../support/study-driver.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { StudyEvent } from '../../src/study/events.ts'
import type { StudyView } from '../../src/study/view.ts'

const root = tempFolder()

/** What can be seen of each trial. */
function picture({
  trials,
  counts,
  best,
  exploits,
}: Pick<StudyView, 'trials' | 'counts' | 'best' | 'exploits'>): unknown {
  return {
    trials: trials.map((trial) => ({
      id: trial.id,
      name: trial.name,
      config: trial.config,
      params: trial.params,
      status: trial.status,
      attempt: trial.attempt,
      iteration: trial.iteration,
      lastResult: trial.lastResult,
      checkpoints: trial.checkpoints,
      failures: trial.failures,
      error: trial.error,
      reason: trial.reason,
      startedAt: trial.startedAt,
      timeTotalS: trial.timeTotalS,
    })),
    counts,
    best: best?.id,
    exploits,
  }
}

describe('a stored study', () => {
  it('is read as its tuner saw it', () => {
    const driver = finishedStudy()
    const runConfig = { checkpointConfig: { numToKeep: 1 } }
    const dir = storeStudy(root, 'seen', [...driver.log, FINISHED], { runConfig })
    const stored = readStudy(dir)
    expect(picture(stored.view)).toEqual(picture(driver.study))
    expect(stored.view).toMatchObject({ name: 'seen', dir, metric: 'loss', mode: 'min', total: 4 })
    expect(stored).toMatchObject({ isComplete: true, ending: 'finished', changedAt: 1_100_000 })
    const t2 = stored.view.trials[2]
    expect(stored.history(t2!).map(({ result }) => result['loss'])).toEqual([0.125, Number.NaN])
    expect(stored.results.getBestResult().trialId).toBe('t1')
    expect(stored.results.getBestResult('loss', 'min', 'all').trialId).toBe('t2')
    stored.close()
  })

  it('is the same from a long log with its digest, without one, and while it is written to', () => {
    const driver = new StudyDriver({ numSamples: 300, cpus: 4 }).open()
    for (let i = 1; driver.study.counts.RUNNING > 0; i++) {
      for (const { id } of driver.study.trials.filter(({ status }) => status === 'RUNNING')) {
        if (i % 16 === 0) driver.ended(id, 'completed')
        else driver.report(id, { loss: ((i * 7919) % 1000) / 1000 }, { checkpoint: i % 5 === 0 })
      }
    }
    expect(driver.log.length).toBeGreaterThan(5000)
    const events = [...driver.log, FINISHED]
    const dir = storeStudy(root, 'long', events)
    const path = join(dir, 'study.db')
    const storage = openSqliteStorage(path, { readOnly: true })
    const digest = [...storage.digest()]
    expect(digest.length).toBeLessThan(events.length / 1.5)
    expect([...storage.events()]).toEqual(events)
    storage.close()
    const before = readStudy(dir)
    expect(picture(before.view)).toEqual(picture(driver.study))
    before.close()

    // Before there were digests, studies were written without them.
    const old = join(root, 'old')
    cpSync(dir, old, { recursive: true })
    const db = openDatabase(join(old, 'study.db'), { readOnly: false })
    db.exec('DROP TABLE digest')
    db.close()
    const undigested = readStudy(old)
    expect(picture(undigested.view)).toEqual(picture(driver.study))

    // A tuner goes on with it, and is killed: nobody closes its storage.
    const writer = openSqliteStorage(join(old, 'study.db'))
    driver.open()
    const later = driver.log.slice(events.length - 1)
    writer.append(later)
    const during = readStudy(old)
    expect(picture(during.view)).toEqual(picture(driver.study))
    expect([...during.events()]).toHaveLength(events.length + later.length)
    undigested.close()
    during.close()
    writer.close()
    const after = readStudy(old)
    expect(picture(after.view)).toEqual(picture(driver.study))
    after.close()
  })

  it('says how it was left', () => {
    const stop: StudyEvent = {
      type: 'stop-requested',
      at: 1_050_000,
      how: 'finish',
      reason: 'Ctrl-C',
    }
    const open = openStudy().log
    const endings = (events: readonly StudyEvent[], name: string): unknown => {
      const stored = readStudy(storeStudy(root, name, events))
      const { ending, isComplete, view } = stored
      stored.close()
      return { ending, isComplete, stopReason: view.stopReason }
    }
    expect(endings(open, 'open')).toEqual({
      ending: 'open',
      isComplete: false,
      stopReason: undefined,
    })
    expect(endings([...open, stop, FINISHED], 'interrupted')).toEqual({
      ending: 'interrupted',
      isComplete: false,
      stopReason: 'Ctrl-C',
    })
    const byRule = { ...FINISHED, reason: 'time is up' }
    expect(endings([...open, byRule], 'by-rule')).toEqual({
      ending: 'finished',
      isComplete: false,
      stopReason: 'time is up',
    })
    const failing = new StudyDriver({ numSamples: 1 }).open()
    failing.ended('t0', 'error', 'boom')
    expect(endings([...failing.log, FINISHED], 'failing')).toMatchObject({ ending: 'failed' })
    expect(endings([], 'empty')).toMatchObject({ ending: 'open', isComplete: false })
  })

  it('knows which trials wait to be continued when its tuner is gone', () => {
    const dir = storeStudy(root, 'gone', openStudy().log)
    const running = readStudy(dir)
    expect(running.view.trials.map(({ status }) => status).join(' ')).toBe(
      'RUNNING RUNNING PENDING PENDING',
    )
    running.close()
    const abandoned = readStudy(dir, { abandoned: true })
    expect(abandoned.view.counts).toMatchObject({ RUNNING: 0, PENDING: 4 })
    expect(abandoned.view.trials[0]).toMatchObject({
      attempt: 1,
      iteration: 1,
      lastResult: { loss: 3 },
    })
    expect(abandoned.view.usage.cpu).toBe(0)
    abandoned.close()
  })

  it('knows how many trials there will be, those of a grid included', () => {
    const totalOf = (name: string, numSamples: number, space: object): number => {
      const stored = readStudy(
        storeStudy(root, name, openStudy().log, {
          paramSpace: spaceToJSON(compileSpace(space)),
          tuneConfig: { metric: 'loss', mode: 'min', numSamples },
        }),
      )
      stored.close()
      return stored.view.total
    }
    expect(totalOf('grid', 3, { x: uniform(0, 1), y: gridSearch([1, 2, 3]) })).toBe(9)
    expect(totalOf('no-grid', 3, { x: uniform(0, 1) })).toBe(3)
    expect(totalOf('endless', -1, { x: uniform(0, 1), y: gridSearch([1, 2]) })).toBe(Infinity)
  })

  it('is read of a folder that a tuner made', async () => {
    const results = await new Tuner(
      async ({ x }, trial) => {
        await trial.report({ loss: x })
        if (x > 0.5) throw new Error('too large')
      },
      {
        paramSpace: { x: uniform(0, 1) },
        tuneConfig: { metric: 'loss', mode: 'min', numSamples: 12, seed: 3 },
        runConfig: { storagePath: root, name: 'made', verbose: 0 },
      },
    ).fit()
    const stored = readStudy(join(root, 'made'))
    expect(stored.view.counts).toMatchObject({
      TERMINATED: results.numTerminated,
      ERROR: results.numErrors,
    })
    expect(stored.results.getBestResult().trialId).toBe(results.getBestResult().trialId)
    expect(stored.results.getDataframe()).toEqual(results.getDataframe())
    stored.close()
  })
})
