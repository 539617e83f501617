import { describe, expect, it } from 'vitest'
import { StudyDriver } from '../support/study-driver.ts'
import { scripted } from '../support/scripted-scheduler.ts'
import type { Script } from '../support/scripted-scheduler.ts'

function drive(script: Script, options: { numSamples: number; cpus: number }): StudyDriver {
  return new StudyDriver({ ...options, scheduler: scripted(script) }).open()
}

describe('a trial that is paused', () => {
  const pause = { action: 'pause', reason: 'waits for the others' } as const

  it('ends its attempt, gives its place to another, and goes on from its checkpoint', () => {
    const driver = drive({ decisions: { 't0@2': pause } }, { numSamples: 2, cpus: 1 })
    driver.report('t0', { loss: 1 }, { checkpoint: true })
    const [answer] = driver.report('t0', { loss: 1 }, { checkpoint: true })
    expect(answer).toMatchObject({ type: 'answer', decision: 'pause' })
    expect(driver.status()).toBe('RUNNING PENDING')
    expect(driver.ended('t0', 'paused')).toMatchObject([{ type: 'start', trial: 't1' }])
    expect(driver.status()).toBe('PAUSED RUNNING')
    expect(driver.study.trial('t0')?.reason).toBe('waits for the others')
    expect(driver.ended('t1', 'completed')).toMatchObject([
      {
        type: 'start',
        trial: 't0',
        attempt: 2,
        from: { trial: 't0', checkpoint: { iteration: 2 } },
        rewoundTo: undefined,
      },
    ])
    expect(driver.study.trial('t0')).toMatchObject({ iteration: 2, reason: undefined })
  })

  it('starts over without a checkpoint, and what it had reported is given up', () => {
    const driver = drive({ decisions: { 't0@1': pause } }, { numSamples: 1, cpus: 1 })
    driver.report('t0', { loss: 1 })
    expect(driver.ended('t0', 'paused')).toMatchObject([
      { type: 'start', trial: 't0', attempt: 2, from: undefined, rewoundTo: 0 },
    ])
  })

  it('is done when it has returned instead', () => {
    const driver = drive({ decisions: { 't0@1': pause } }, { numSamples: 1, cpus: 1 })
    driver.report('t0', { loss: 1 })
    driver.ended('t0', 'completed')
    expect(driver.status()).toBe('TERMINATED')
  })

  it('is paused when the tuner was killed before its process had ended', () => {
    const choose: Script['choose'] = ({ pending }) => pending.first
    const script = { decisions: { 't0@1': pause } }
    const driver = drive(script, { numSamples: 1, cpus: 1 })
    driver.report('t0', { loss: 1 }, { checkpoint: true })
    const next = new StudyDriver({
      numSamples: 1,
      cpus: 1,
      scheduler: scripted({ ...script, choose }),
    })
    for (const event of driver.log) next.recall(event)
    next.feed({
      type: 'session-started',
      at: 0,
      capacity: { cpu: 1, gpu: 0, custom: {} },
      rules: { resumeUnfinished: true, resumeErrored: false, restartErrored: false },
    })
    expect(next.log.filter(({ type }) => type === 'idle')).toHaveLength(1)
    // Nobody would ever resume it.
    expect(next.status()).toBe('TERMINATED')
  })

  it('may ask for other resources from then on', () => {
    const driver = drive(
      { decisions: { 't0@1': { ...pause, resources: { cpu: 2 } } } },
      { numSamples: 1, cpus: 2 },
    )
    driver.report('t0', { loss: 1 }, { checkpoint: true })
    expect(driver.study.usage.cpu).toBe(1)
    driver.ended('t0', 'paused')
    expect(driver.study.usage.cpu).toBe(2)
    expect(driver.log.find(({ type }) => type === 'reported')).toMatchObject({
      decision: 'pause',
      resources: { cpu: 2 },
    })
  })
})

describe('an order', () => {
  const pause = { action: 'pause' } as const
  const stop = { trial: 't0', action: 'stop', reason: '2nd of 2' } as const
  const never = ({ pending }: { readonly pending: { readonly first: string | undefined } }) =>
    pending.first

  it('stops a trial that pauses, because of what another reported', () => {
    const heard: string[] = []
    const decisions = { 't0@1': pause, 't1@1': { action: 'continue', orders: [stop] } } as const
    const driver = new StudyDriver({
      numSamples: 2,
      cpus: 2,
      scheduler: scripted({ decisions, choose: never }, heard),
    }).open()
    driver.report('t0', { loss: 1 })
    driver.ended('t0', 'paused')
    driver.report('t1', { loss: 0 })
    expect(driver.status()).toBe('TERMINATED RUNNING')
    expect(driver.study.trial('t0')?.reason).toBe('2nd of 2')
    expect(driver.study.completed.map(({ id }) => id)).toEqual(['t0'])
    expect(driver.log.at(-1)).toMatchObject({ type: 'reported', orders: [stop] })
    expect(heard.slice(-2)).toEqual(['result t1@1 checkpoint none', 'complete t0'])
  })

  it('stops a trial that is about to pause when its process has ended', () => {
    const decisions = { 't0@1': pause, 't1@1': { action: 'continue', orders: [stop] } } as const
    const driver = drive({ decisions }, { numSamples: 2, cpus: 2 })
    driver.report('t0', { loss: 1 })
    driver.report('t1', { loss: 0 })
    expect(driver.status()).toBe('RUNNING RUNNING')
    driver.ended('t0', 'paused')
    expect(driver.status()).toBe('TERMINATED RUNNING')
  })

  it('asks a trial to end that runs on', () => {
    const decisions = { 't1@1': { action: 'continue', orders: [stop] } } as const
    const driver = drive({ decisions }, { numSamples: 2, cpus: 2 })
    const commands = driver.report('t1', { loss: 0 })
    expect(commands).toContainEqual({ type: 'end-attempt', trial: 't0', attempt: 1, how: 'ask' })
    driver.ended('t0', 'stopped')
    expect(driver.status()).toBe('TERMINATED RUNNING')
  })

  it('may follow from another, and does nothing to a trial that is over', () => {
    const orders = [stop, stop]
    const script: Script = {
      decisions: { 't0@1': pause, 't1@1': pause, 't2@1': { action: 'continue', orders } },
      onTrialComplete: { t0: [{ trial: 't1', action: 'stop', reason: 'with t0' }] },
      choose: never,
    }
    const heard: string[] = []
    const driver = new StudyDriver({
      numSamples: 3,
      cpus: 3,
      scheduler: scripted(script, heard),
    }).open()
    for (const trial of ['t0', 't1']) {
      driver.report(trial, { loss: 1 })
      driver.ended(trial, 'paused')
    }
    driver.report('t2', { loss: 0 })
    expect(driver.status()).toBe('TERMINATED TERMINATED RUNNING')
    expect(heard.filter((line) => line.startsWith('complete'))).toEqual([
      'complete t0',
      'complete t1',
    ])
  })

  it('is a fact when the log is folded again', () => {
    const decisions = { 't0@1': pause, 't1@1': { action: 'continue', orders: [stop] } } as const
    const driver = drive({ decisions, choose: never }, { numSamples: 2, cpus: 2 })
    driver.report('t0', { loss: 1 })
    driver.ended('t0', 'paused')
    driver.report('t1', { loss: 0 })
    const other = new StudyDriver({ numSamples: 2, cpus: 2, scheduler: scripted({}) })
    for (const event of driver.log) other.recall(event)
    expect(other.study.trial('t0')).toMatchObject({ status: 'TERMINATED', reason: '2nd of 2' })
  })
})

describe('when nothing runs and only paused trials are left', () => {
  const pause = { action: 'pause' } as const

  it('asks the schedule once, and then ends them', () => {
    const heard: string[] = []
    const script: Script = { decisions: { 't0@1': pause } }
    const driver = new StudyDriver({
      numSamples: 1,
      cpus: 1,
      scheduler: scripted({ ...script, choose: ({ pending }) => pending.first }, heard),
    }).open()
    driver.report('t0', { loss: 1 })
    driver.ended('t0', 'paused')
    expect(heard.filter((line) => line === 'idle')).toHaveLength(1)
    expect(driver.status()).toBe('TERMINATED')
    expect(driver.study.trial('t0')?.reason).toBe('paused, and never resumed')
    expect(driver.commands.at(-1)).toEqual({ type: 'finish' })
    expect(driver.study.isComplete).toBe(true)
  })

  it('goes on when that changes its mind', () => {
    let asked = false
    const scheduler = scripted({
      decisions: { 't0@1': pause },
      choose: ({ pending, paused }) => pending.first ?? (asked ? paused.first : undefined),
    })
    const driver = new StudyDriver({
      numSamples: 1,
      cpus: 1,
      scheduler: {
        ...scheduler,
        create: (setup) => ({
          ...scheduler.create(setup),
          onIdle: () => {
            asked = true
            return undefined
          },
        }),
      },
    }).open()
    driver.report('t0', { loss: 1 }, { checkpoint: true })
    driver.ended('t0', 'paused')
    expect(driver.status()).toBe('RUNNING')
  })
})
