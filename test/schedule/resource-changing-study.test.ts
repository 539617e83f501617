import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { HyperBandScheduler } from '../../src/schedule/hyperband/hyperband.ts'
import { PopulationBasedTraining } from '../../src/schedule/pbt/pbt.ts'
import { DistributeResourcesToTopJob } from '../../src/schedule/resource-changing/distribute-to-top-job.ts'
import { ResourceChangingScheduler } from '../../src/schedule/resource-changing/resource-changing.ts'
import { simulated } from '../../src/simulate/curve.ts'
import { played } from '../simulate/study-kit.ts'
import type { Scheduler } from '../../src/schedule/scheduler.ts'
import type { StudyEvent } from '../../src/study/events.ts'

const twelve = simulated(function* ({ x }: { x: number }, { iteration }) {
  for (let i = iteration + 1; i <= 12; i++) yield { seconds: 10 + x, metrics: { loss: x / i } }
})

type Reported = Extract<StudyEvent, { type: 'reported' }>

function reports(log: readonly StudyEvent[]): readonly Reported[] {
  return log.filter((event) => event.type === 'reported')
}

/** CPUs, by what happened. */
function mostAtOnce(log: readonly StudyEvent[]): number {
  const asked = new Map<string, number>()
  const running = new Map<string, number>()
  let most = 0
  for (const event of log) {
    if (event.type === 'trial-added') asked.set(event.trial, event.resources['cpu'] ?? 0)
    if (event.type === 'reported' && event.resources) {
      asked.set(event.trial, event.resources['cpu'] ?? 0)
    }
    if (event.type === 'started') running.set(event.trial, asked.get(event.trial) ?? 0)
    if (event.type === 'ended') running.delete(event.trial)
    most = Math.max(
      most,
      [...running.values()].reduce((sum, cpus) => sum + cpus, 0),
    )
  }
  return most
}

describe('a study whose trials change their resources', () => {
  it('trains each trial once as far as it goes, and uses what becomes free', () => {
    const { study, log } = played({
      trainable: twelve,
      numSamples: 4,
      cpus: 8,
      scheduler: new ResourceChangingScheduler({
        resourcesAllocationFunction: new DistributeResourcesToTopJob(),
      }),
    })
    const all = reports(log)
    expect(all).toHaveLength(4 * 12)
    expect(study.counts.TERMINATED).toBe(4)
    const reasons = all.flatMap(({ reason = [] }) => reason)
    expect(reasons.every((reason) => /^cpu \d → \d: it is the best of/.test(reason))).toBe(true)
    expect(all.flatMap(({ resources }) => resources?.['cpu'] ?? [])).toContain(5)
    expect(study.usage.cpu).toBe(0)
  })

  const bases: Readonly<Record<string, () => Scheduler>> = {
    asha: () => new ASHAScheduler({ maxT: 9, reductionFactor: 3 }),
    'asha that promotes': () =>
      new ASHAScheduler({ maxT: 9, reductionFactor: 3, variant: 'promote' }),
    hyperband: () => new HyperBandScheduler({ maxT: 9 }),
    pbt: () =>
      new PopulationBasedTraining({
        timeAttr: 'training_iteration',
        perturbationInterval: 3,
        customExplore: (config) => config,
      }),
    'pbt in synchrony': () =>
      new PopulationBasedTraining({
        timeAttr: 'training_iteration',
        perturbationInterval: 3,
        customExplore: (config) => config,
        synch: true,
      }),
  }

  it.each(Object.keys(bases))('goes to its end under %s, within what there is', (name) => {
    const baseScheduler = bases[name]?.() as Scheduler
    const { study, log, finished } = played({
      trainable: twelve,
      numSamples: 7,
      cpus: 5,
      scheduler: new ResourceChangingScheduler({ baseScheduler }),
    })
    expect(finished).toBe(true)
    expect(study.counts.TERMINATED).toBe(7)
    expect(mostAtOnce(log)).toBeLessThanOrEqual(5)
    const grew = reports(log).some(({ resources }) => (resources?.['cpu'] ?? 0) > 1)
    // Trials that pause keep their claims: where all live until the end there is nothing to hand out.
    expect(grew).toBe(name !== 'asha that promotes' && name !== 'pbt in synchrony')
  })
})
