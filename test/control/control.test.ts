import { existsSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readAddress } from '../../src/control/address.ts'
import { connectToStudy } from '../../src/control/client.ts'
import { Tuner } from '../../src/tuner/tuner.ts'
import { readStudy } from '../../src/tuner/stored-study.ts'
import { uniform } from '../../src/space/uniform.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import type { StudyView } from '../../src/study/view.ts'
import type { StudyClient } from '../../src/control/client.ts'
import type { Trial } from '../../src/worker/trial.ts'

/** A study whose trials report when the test says so. */
function studyInHand(folder: string, numSamples = 2) {
  const gates: (() => void)[] = []
  const tuner = new Tuner(
    async (_config: { x: number }, trial: Trial) => {
      for (let i = 1; i <= 3; i++) {
        await new Promise<void>((resolve) => gates.push(resolve))
        await trial.report({ loss: i })
      }
    },
    {
      paramSpace: { x: uniform(0, 1) },
      tuneConfig: { metric: 'loss', mode: 'min', numSamples, maxConcurrentTrials: 1 },
      runConfig: { name: 'talk', storagePath: folder, verbose: 0, handleSignals: false, graceS: 1 },
    },
  )
  const dir = join(folder, 'talk')
  const connect = async (): Promise<StudyClient> => {
    let client: StudyClient | undefined
    await waitUntil(async () => (client ??= await connectToStudy(dir)) !== undefined)
    return client as StudyClient
  }
  const report = async (): Promise<void> => {
    await waitUntil(() => gates.length > 0)
    gates.shift()?.()
  }
  return { dir, connect, report, done: tuner.fit() }
}

function look<T>(dir: string, read: (view: StudyView) => T): T {
  const study = readStudy(dir)
  try {
    return read(study.view)
  } finally {
    study.close()
  }
}

describe('a running study', () => {
  it('says how it stands, through a socket of its owner that is gone with it', async () => {
    const { dir, connect, report, done } = studyInHand(tempFolder())
    const client = await connect()
    const { status } = await client.request({ command: 'status' })
    expect(status).toMatchObject({
      study: 'talk',
      dir,
      pid: process.pid,
      total: 2,
      stopReason: null,
    })
    const { socket } = readAddress(dir) ?? { socket: '' }
    expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700)
    expect(statSync(join(dir, 'control.json')).mode & 0o777).toBe(0o600)
    for (let i = 0; i < 6; i++) await report()
    await done
    expect(existsSync(socket)).toBe(false)
    expect(existsSync(dirname(socket))).toBe(false)
    expect(existsSync(join(dir, 'control.json'))).toBe(false)
    expect(await connectToStudy(dir)).toBeUndefined()
    await expect(client.request({ command: 'status' })).rejects.toThrow('ended')
  })

  it('pauses a trial at its next report, and lets it go on', async () => {
    const { dir, connect, report, done } = studyInHand(tempFolder(), 1)
    const client = await connect()
    await waitUntil(() => look(dir, ({ trials }) => trials.length) === 1)
    const trial = look(dir, ({ trials }) => trials[0]?.id ?? '')
    await client.request({ command: 'pause-trial', trial })
    await report()
    await waitUntil(() => look(dir, ({ counts }) => counts.PAUSED) === 1)
    expect(look(dir, ({ trials }) => trials[0]?.reason)).toBe('paused by the user')
    await client.request({ command: 'resume-trial', trial })
    for (let i = 0; i < 3; i++) await report()
    const results = await done
    expect(results.at(0)?.status).toBe('TERMINATED')
    expect(results.at(0)?.metricsDataframe).toHaveLength(3)
  })

  it('stops a trial that runs and one that waits; neither is an error', async () => {
    const { dir, connect, done } = studyInHand(tempFolder())
    const client = await connect()
    await waitUntil(() => look(dir, ({ trials }) => trials.length) === 2)
    for (const id of look(dir, ({ trials }) => trials.map((trial) => trial.id))) {
      await client.request({ command: 'stop-trial', trial: id, reason: 'seen enough' })
    }
    const results = await done
    expect(results.numTerminated).toBe(2)
    expect(results.at(1)?.reason).toBe('seen enough')
    expect(results.interrupted).toBe(false)
  })

  it('takes a trial more, completed from the space', async () => {
    const { connect, report, done } = studyInHand(tempFolder(), 1)
    const client = await connect()
    await waitUntil(async () => (await client.request({ command: 'status' })).status.trials === 1)
    const added = await client.request({ command: 'add-trial', config: { x: 0.25 } })
    expect(added.status).toMatchObject({ trials: 2, total: 2 })
    const drawn = await client.request({ command: 'add-trial', config: {} })
    await expect(client.request({ command: 'add-trial', config: { y: 1 } })).rejects.toMatchObject({
      code: 'UNKNOWN_PARAMETER',
    })
    for (let i = 0; i < 9; i++) await report()
    const results = await done
    expect(results.length).toBe(3)
    expect(results.at(1)).toMatchObject({ trialId: added.trial, config: { x: 0.25 } })
    expect(results.at(2)?.trialId).toBe(drawn.trial)
    expect(results.at(2)?.config.x).toBeGreaterThan(0)
  })

  it('stops as a whole and can be restored', async () => {
    const { connect, done } = studyInHand(tempFolder())
    const client = await connect()
    await client.request({ command: 'stop', how: 'finish', reason: 'enough' })
    await expect(client.request({ command: 'add-trial', config: {} })).rejects.toMatchObject({
      code: 'STUDY_ENDING',
    })
    expect((await done).interrupted).toBe(true)
  })

  it('refuses what it does not understand and goes on', async () => {
    const { connect, report, done } = studyInHand(tempFolder(), 1)
    const client = await connect()
    await expect(client.request({ command: 'dance' } as never)).rejects.toMatchObject({
      code: 'PROTOCOL_ERROR',
    })
    await expect(client.request({ command: 'stop-trial', trial: 'nobody' })).rejects.toMatchObject({
      code: 'UNKNOWN_TRIAL',
    })
    for (let i = 0; i < 3; i++) await report()
    expect((await done).numTerminated).toBe(1)
  })
})

describe('connectToStudy', () => {
  it('finds nobody where a killed tuner has left its address', async () => {
    const dir = tempFolder()
    const left = { pid: 1, host: hostname(), socket: join(dir, 'attune-x', 'study.sock') }
    writeFileSync(join(dir, 'control.json'), JSON.stringify(left))
    expect(await connectToStudy(dir)).toBeUndefined()
    writeFileSync(join(dir, 'control.json'), '{"sock')
    expect(await connectToStudy(dir)).toBeUndefined()
  })
})
