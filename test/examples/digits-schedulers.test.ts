import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  choice,
  HyperBandForBOHB,
  HyperBandScheduler,
  loguniform,
  module,
  PopulationBasedTraining,
  PopulationBasedTrainingReplay,
  Tuner,
} from 'attune'
import { loadDigits } from '../../examples/digits/digits.ts'
import train from '../../examples/digits/train.ts'
import { Training } from '../../examples/digits/training.ts'
import { csvIterations, resultLines, storedEvents, upTo } from '../support/stored-study.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { runExample } from './run-example.ts'
import type { PolicyLine, ResultGrid, Scheduler, SchedulePlan, TuneConfig } from 'attune'
import type { DigitsConfig } from '../../examples/digits/training.ts'

const storagePath = tempFolder()
const digits = loadDigits()
const processes = module(new URL('../../examples/digits/train.ts', import.meta.url))

/** A network that learns in no time. */
const paramSpace = {
  layer1: choice([8, 16]),
  layer2: 8,
  lr: loguniform(1e-4, 1e-1),
  batchSize: choice([16, 32, 64]),
  dropout: 0,
  epochs: 8,
  seed: 1,
}
const pbt = (): PopulationBasedTraining =>
  new PopulationBasedTraining({
    timeAttr: 'training_iteration',
    perturbationInterval: 2,
    quantileFraction: 0.34,
    hyperparamMutations: { lr: loguniform(1e-4, 1e-1), batchSize: [16, 32, 64] },
  })

describe.each(['pbt', 'hyperband', 'bohb'])('the digits example with --scheduler %s', (name) => {
  it('runs', async () => {
    const args = ['--smoke-test', '--scheduler', name, '--storage', join(storagePath, name)]
    const { best, accuracy } = await runExample('examples/digits/tune.ts', ...args)
    expect(best).toMatchObject({ epochs: 3, seed: 1 })
    expect(accuracy).toBeGreaterThan(0.7)
  })
})

describe('a population of networks in processes of their own', () => {
  let results: ResultGrid<DigitsConfig>
  let policies: PolicyLine[]
  beforeAll(async () => {
    const tuner = new Tuner(processes, {
      paramSpace,
      tuneConfig: { metric: 'loss', mode: 'min', numSamples: 6, seed: 3, scheduler: pbt() },
      runConfig: { name: 'population', storagePath, verbose: 0, stop: { training_iteration: 8 } },
    })
    results = await tuner.fit()
    policies = policyLines('pbt_global.txt')
  })

  function policyLines(file: string): PolicyLine[] {
    const lines = readFileSync(join(results.experimentPath, file), 'utf8').trim().split('\n')
    return lines.map((line) => JSON.parse(line) as PolicyLine)
  }

  it('trains each to the end, and each epoch of each counts once', () => {
    expect(results.length).toBe(6)
    for (const result of results) {
      expect(result.status).toBe('TERMINATED')
      const rows = result.metricsDataframe.map((row) => Number(row['training_iteration']))
      expect(rows.at(-1)).toBe(8)
      expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b))
      expect(csvIterations(result.path)).toEqual(rows)
      expect(resultLines(result.path).map((row) => row['training_iteration'])).toEqual(rows)
    }
  })

  it('writes down who became a copy of whom', () => {
    expect(policies.length).toBeGreaterThan(0)
    const events = storedEvents(results.experimentPath)
    const exploits = events.flatMap((event) =>
      event.type === 'reported' && event.exploit ? [{ trial: event.trial, ...event.exploit }] : [],
    )
    expect(policies.map(([trial, from, , , , config]) => ({ trial, from, config }))).toEqual(
      exploits,
    )
    const files = readdirSync(results.experimentPath).filter((name) =>
      name.startsWith('pbt_policy'),
    )
    const copies = new Set(policies.map(([trial]) => trial))
    expect(files.sort()).toEqual([...copies].sort().map((trial) => `pbt_policy_${trial}.txt`))
    for (const trial of copies) {
      const lines = policyLines(`pbt_policy_${trial}.txt`)
      expect(lines.at(-1)).toEqual(policies.findLast(([copy]) => copy === trial))
      for (const [i, [copy]] of lines.slice(0, -1).entries()) expect(copy).toBe(lines[i + 1]?.[1])
    }
  })

  it('shows each result with the config that made it', () => {
    for (const result of results) {
      const rows = resultLines(result.path)
      const exploits = policies.filter(([copy]) => copy === result.trialId)
      expect(rows.at(-1)?.['config']).toEqual(result.config)
      expect(result.config).toEqual(exploits.at(-1)?.[5] ?? rows[0]?.['config'])
      const configs = new Set(rows.map((row) => JSON.stringify(row['config'])))
      // Copies that were made again before they had trained leave no trace.
      expect(configs.size).toBeLessThanOrEqual(exploits.length + 1)
      if (exploits.length > 0) expect(configs.size).toBeGreaterThan(1)
    }
  })

  it('goes on from the checkpoint of the other, with the new learning rate', async () => {
    /** What each would go on from: the folder. */
    const from = new Map<string, string>()
    const born = new Map<string, DigitsConfig>()
    let copies = 0
    for (const event of storedEvents(results.experimentPath)) {
      if (event.type !== 'reported') continue
      const config = born.get(event.trial)
      if (config) {
        const checkpoint = from.get(event.trial) ?? ''
        expect(event.result).toMatchObject(await nextResult(checkpoint, config))
        // With another rate it would not have been the same.
        const { loss } = await nextResult(checkpoint, { ...config, lr: config.lr * 1.25 })
        expect(event.result['loss']).not.toBe(loss)
        born.delete(event.trial)
        copies += 1
      }
      const name = `train_${event.trial}`
      from.set(event.trial, join(results.experimentPath, name, event.checkpoint?.name ?? ''))
      if (!event.exploit) continue
      from.set(event.trial, from.get(event.exploit.from) ?? '')
      born.set(event.trial, event.exploit.config as DigitsConfig)
    }
    expect(copies + born.size).toBe(policies.length)
    expect(copies).toBeGreaterThan(0)
  })

  it('can be replayed: one trial goes the same way, to the digit', async () => {
    const [trial = ''] = policies.at(-1) ?? []
    const file = join(results.experimentPath, `pbt_policy_${trial}.txt`)
    const policy = readFileSync(file, 'utf8')
    const again = await new Tuner(processes, {
      tuneConfig: {
        metric: 'loss',
        mode: 'min',
        scheduler: new PopulationBasedTrainingReplay({ policy }),
      },
      runConfig: { name: 'replay', storagePath, verbose: 0, stop: { training_iteration: 8 } },
    }).fit()
    const original = [...results].find((result) => result.trialId === trial)
    const copiedAt = Number(policies.findLast(([copy]) => copy === trial)?.[3])
    const losses = again.at(0)?.metricsDataframe.map((row) => row['loss'])
    expect(losses).toHaveLength(8)
    expect(losses?.slice(copiedAt)).toEqual(
      original?.metricsDataframe
        .filter((row) => Number(row['training_iteration']) > copiedAt)
        .map((row) => row['loss']),
    )
  })
})

/** What one more epoch makes of a checkpoint. */
async function nextResult(
  checkpoint: string,
  config: DigitsConfig,
): Promise<{ training_iteration: number; loss: number; accuracy: number }> {
  const training = await Training.load(checkpoint)
  training.runEpoch(digits.train, config)
  return { training_iteration: training.epoch, ...training.mlp.evaluate(digits.validation) }
}

describe('population based training', () => {
  /** One trial at a time in this process: a seed gives the same study again, to the digit. */
  async function losses(seed: number, scheduler?: Scheduler): Promise<[number, number]> {
    const results = await new Tuner(train, {
      paramSpace: { ...paramSpace, layer1: 16, seed },
      tuneConfig: {
        metric: 'loss',
        mode: 'min',
        numSamples: 6,
        maxConcurrentTrials: 1,
        seed,
        ...(scheduler ? { scheduler } : {}),
      },
      runConfig: {
        name: `${scheduler ? 'pbt' : 'fifo'}-${seed}`,
        storagePath,
        verbose: 0,
        stop: { training_iteration: 8 },
        checkpointConfig: { numToKeep: 1 },
      },
    }).fit()
    const rows = [...results].flatMap((result) => result.metricsDataframe)
    const best = (at: (iteration: number) => boolean): number =>
      Math.min(
        ...rows
          .filter((row) => at(Number(row['training_iteration'])))
          .map((row) => Number(row['loss'])),
      )
    return [best((iteration) => iteration <= 2), best((iteration) => iteration === 8)]
  }

  it('finds better networks than the same configs trained to their end', async () => {
    const seeds = [1, 2, 3]
    const gains: number[] = []
    for (const seed of seeds) {
      const [first, copied] = await losses(seed, pbt())
      const [, alone] = await losses(seed)
      expect(copied).toBeLessThan(first)
      gains.push(alone - copied)
    }
    expect(gains.toSorted((a, b) => a - b)[1]).toBeGreaterThan(0)
  })
})

describe.each([
  { name: 'hyperband', Scheduler: HyperBandScheduler, searchAlg: undefined },
  { name: 'bohb', Scheduler: HyperBandForBOHB, searchAlg: 'bohb' },
])('$name with networks in processes of their own', ({ name, Scheduler, searchAlg }) => {
  const scheduler = new Scheduler({ maxT: 9, reductionFactor: 3 })
  const trials = 17
  let results: ResultGrid<DigitsConfig>
  beforeAll(async () => {
    const tuneConfig: TuneConfig = {
      metric: 'loss',
      mode: 'min',
      numSamples: trials,
      seed: 1,
      scheduler,
      ...(searchAlg ? { searchAlg } : {}),
    }
    const tuner = new Tuner(processes, {
      paramSpace: { ...paramSpace, epochs: 9 },
      tuneConfig,
      runConfig: { name, storagePath, verbose: 0, checkpointConfig: { numToKeep: 1 } },
    })
    results = await tuner.fit()
  })

  it('trains in the brackets that it planned', () => {
    const plan = scheduler.plan(trials)
    expect(plan.brackets.map((bracket) => bracket.trials)).toEqual([9, 5, 3])
    expect(reached(results, plan)).toEqual(
      plan.brackets.map((bracket) => bracket.rungs.map((rung) => rung.trials)),
    )
    const iterations = [...results].map((result) => result.metricsDataframe.length)
    expect(iterations.reduce((a, b) => a + b, 0)).toBe(plan.cost)
  })

  it('pauses trials and resumes them where they were', () => {
    expect(results.numTerminated).toBe(trials)
    const attempts = new Map<string, number>()
    const began = new Map<string, number>()
    for (const event of storedEvents(results.experimentPath)) {
      if (event.type === 'started') {
        expect(event.attempt).toBe((attempts.get(event.trial) ?? 0) + 1)
        expect(event.from).toBe(began.get(event.trial) ?? 0)
        attempts.set(event.trial, event.attempt)
      } else if (event.type === 'reported') {
        expect(event.attempt).toBe(attempts.get(event.trial))
        expect(event.result['training_iteration']).toBe((began.get(event.trial) ?? 0) + 1)
        began.set(event.trial, Number(event.result['training_iteration']))
      }
    }
    for (const result of results) {
      const rows = result.metricsDataframe.map((row) => row['training_iteration'])
      expect(rows).toEqual(upTo(rows.length))
      expect(csvIterations(result.path)).toEqual(rows)
      expect(resultLines(result.path).map((row) => row['training_iteration'])).toEqual(rows)
    }
    // Of the three of the first bracket that went on, one at most had come last and need not pause.
    const counts = [...results].slice(0, 9).map((result) => attempts.get(result.trialId) ?? 0)
    expect(counts.filter((count) => count > 1).length).toBeGreaterThanOrEqual(2)
  })
})

/** How many trials of each bracket came to each of its milestones. */
function reached(results: ResultGrid<DigitsConfig>, { brackets }: SchedulePlan): number[][] {
  const iterations = [...results].map((result) => result.metricsDataframe.length)
  let first = 0
  return brackets.map(({ trials, rungs }) => {
    const members = iterations.slice(first, (first += trials))
    return rungs.map(({ milestone }) => members.filter((n) => n >= milestone).length)
  })
}
