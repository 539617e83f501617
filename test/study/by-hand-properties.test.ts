import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { createScheduler } from '../../src/schedule/create-scheduler.ts'
import { StudyDriver } from '../support/study-driver.ts'
import type { Trial } from '../../src/study/trial.ts'
import type { TrialOrder } from '../../src/study/events.ts'
import type { DriverOptions } from '../support/study-driver.ts'

const SCHEDULERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  fifo: {},
  asha: { maxT: 9, reductionFactor: 3 },
  hyperband: { maxT: 9, reductionFactor: 3 },
  median_stopping_rule: { gracePeriod: 1, minSamplesRequired: 2 },
  pbt: { perturbationInterval: 2, hyperparamMutations: { x: [0.1, 0.5, 0.9] } },
}

const ORDERS: readonly TrialOrder[] = ['stop', 'pause', 'resume']
/** Iterations after which a trial returns. */
const LENGTH = 9

/** Lets trials report, end and fail as it happens, while a user stops, pauses, resumes and adds. */
function play(driver: StudyDriver, random: Random): void {
  driver.open()
  for (let turn = 0; turn < 120 && !driver.study.isComplete; turn++) {
    const trial = driver.study.trials[random.integer(0, driver.study.trials.length)] as Trial
    if (random.next() < 0.15) {
      const order = ORDERS[random.integer(0, 3)] as TrialOrder
      driver.feed({ type: 'trial-ordered', at: 0, trial: trial.id, order, reason: order })
    } else if (random.next() < 0.03) {
      const [id, x] = [`mine${turn}`, random.next()]
      driver.feed({
        type: 'trial-added',
        at: 0,
        trial: id,
        config: { x },
        params: { x },
        given: true,
        resources: { cpu: 1 },
      })
    } else if (trial.status === 'RUNNING') step(driver, trial, random)
  }
  // In the end everybody may go on, to the end.
  for (let turn = 0; turn < 2000 && !driver.study.isComplete; turn++) {
    for (const { id, status, hold } of driver.study.trials) {
      if (hold === undefined || status === 'TERMINATED' || status === 'ERROR') continue
      driver.feed({ type: 'trial-ordered', at: 0, trial: id, order: 'resume', reason: 'on' })
    }
    const running = driver.study.trials.filter(({ status }) => status === 'RUNNING')
    const trial = running[random.integer(0, Math.max(1, running.length))]
    if (trial) step(driver, trial, random)
    else driver.wait(1).feed({ type: 'tick', at: 0 })
  }
}

function step(driver: StudyDriver, trial: Trial, random: Random): void {
  if (trial.decision === 'stop') driver.ended(trial.id, 'stopped')
  else if (trial.decision === 'pause') driver.ended(trial.id, 'paused')
  else if (trial.iteration >= LENGTH) driver.ended(trial.id, 'completed')
  else if (random.next() < 0.02) driver.ended(trial.id, 'error', 'bad luck')
  else driver.report(trial.id, { loss: random.next() }, { checkpoint: random.next() < 0.7 })
}

describe.each(Object.keys(SCHEDULERS))('orders by hand with %s', (name) => {
  const options = (): DriverOptions => ({
    numSamples: 12,
    cpus: 4,
    scheduler: createScheduler(name, SCHEDULERS[name]),
  })

  it('let every study end, with no more running than there is room', () => {
    for (let seed = 0; seed < 40; seed++) {
      const driver = new StudyDriver(options())
      play(driver, Random.fromSeed(`${name} ${seed}`))
      expect(driver.study.isComplete, `seed ${seed}: ${driver.status()}`).toBe(true)
      expect(driver.study.usage.cpu).toBe(0)
    }
  })

  it('are the same when what was stored is folded again, up to any event', () => {
    for (let seed = 0; seed < 6; seed++) {
      const driver = new StudyDriver(options())
      const seen: string[] = []
      const picture = ({ study }: StudyDriver): string =>
        study.trials
          .map(({ id, status, attempt, iteration, hold }) =>
            [id, status, attempt, iteration, hold].join(' '),
          )
          .join('; ')
      const feed = driver.feed.bind(driver)
      const lengths: number[] = []
      driver.feed = (event) => {
        const commands = feed(event)
        lengths.push(driver.log.length)
        seen.push(picture(driver))
        return commands
      }
      play(driver, Random.fromSeed(`${name} again ${seed}`))
      const again = new StudyDriver(options())
      let at = 0
      for (const [i, length] of lengths.entries()) {
        for (const event of driver.log.slice(at, length)) again.recall(event)
        at = Math.max(at, length)
        expect(picture(again), `seed ${seed}, event ${length}`).toBe(seen[i])
      }
    }
  })
})
