import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { gridSearch, PopulationBasedTraining, python, Tuner } from 'attune'
import { ensureVenv, TORCH } from '../../scripts/venv.mjs'
import { resultLines, storedEvents } from '../support/stored-study.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { Exploit } from 'attune'
import type { StudyEvent } from '../../src/study/events.ts'

const storagePath = tempFolder()

let interpreter: string
beforeAll(async () => {
  interpreter = await ensureVenv(TORCH)
}, 1_800_000)

interface Copied {
  /** In the config that the copy was given. */
  readonly lr: number
  /** In the optimizer, as it had been loaded. */
  readonly restored: unknown
  /** In the optimizer, after the first epoch as a copy. */
  readonly effective: unknown
}

/** The learning rates of each copy. */
function copiesIn(dir: string): Copied[] {
  const born = new Map<string, number>()
  const copies: Copied[] = []
  for (const event of storedEvents(dir)) {
    if (event.type === 'reported') {
      const lr = born.get(event.trial)
      const { restored_lr: restored, effective_lr: effective } = event.result
      if (lr !== undefined) copies.push({ lr, restored, effective })
      born.delete(event.trial)
    }
    for (const { trial, exploit } of exploitsIn(event)) born.set(trial, lrOf(exploit.config))
  }
  return copies
}

/** What was decided about the trial that reported, and what was ordered for another. */
function exploitsIn(event: StudyEvent): { readonly trial: string; readonly exploit: Exploit }[] {
  const orders = (event.orders ?? []).filter((order) => order.action === 'exploit')
  if (event.type !== 'reported' || !event.exploit) return orders
  return [{ trial: event.trial, exploit: event.exploit }, ...orders]
}

function lrOf(config: unknown): number {
  return (config as { readonly lr: number }).lr
}

it('copies of a PyTorch training train with the learning rate of their config', async () => {
  const script = fileURLToPath(new URL('./fixtures/watched.py', import.meta.url))
  const results = await new Tuner(python(script, { function: 'train', python: interpreter }), {
    paramSpace: {
      layer1: 32,
      layer2: 16,
      // One learns, and the other hardly does.
      lr: gridSearch([0.0001, 0.01]),
      batchSize: 32,
      dropout: 0,
      epochs: 2,
      seed: 1,
    },
    tuneConfig: {
      metric: 'loss',
      mode: 'min',
      scheduler: new PopulationBasedTraining({
        timeAttr: 'training_iteration',
        perturbationInterval: 1,
        synch: true,
        resampleProbability: 0,
        hyperparamMutations: { lr: [0.0001, 0.005, 0.01, 0.02], batchSize: [32, 64] },
      }),
    },
    runConfig: { name: 'torch', storagePath, verbose: 0, stop: { training_iteration: 2 } },
  }).fit()
  expect(results.numTerminated).toBe(2)
  const [copy, ...others] = copiesIn(results.experimentPath)
  expect(others).toEqual([])
  expect([0.005, 0.02]).toContain(copy?.lr)
  expect(copy?.effective).toBe(copy?.lr)
  // The state dict had brought the old rate back: without apply_hparams it would have stayed.
  expect(copy?.restored).toBe(0.01)
  for (const result of results) {
    const rows = resultLines(result.path)
    expect(rows.map((row) => row['training_iteration'])).toEqual([1, 2])
    for (const row of rows) expect(row['effective_lr']).toBe(lrOf(row['config']))
  }
  const lines = readFileSync(join(results.experimentPath, 'pbt_global.txt'), 'utf8')
  const [first, second] = results
  expect(JSON.parse(lines)).toMatchObject([
    first?.trialId,
    second?.trialId,
    1,
    1,
    { lr: 0.01 },
    { lr: copy?.lr },
  ])
})
