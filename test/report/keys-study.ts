// A study with keys, run as a user runs one: on the terminal that this process has.
import { setTimeout as sleep } from 'node:timers/promises'
import { ASHAScheduler, CLIReporter, Tuner, loguniform, report } from '../../src/index.ts'

const [storagePath = '.', trials = '8', stepMs = '50'] = process.argv.slice(2)

async function train({ lr }: { readonly lr: number }): Promise<void> {
  for (let step = 1; step <= 20; step++) {
    await sleep(Number(stepMs))
    const gap = Math.abs(Math.log10(lr) + 3)
    await report({ loss: (1 + gap) / step + gap / 10 })
  }
}

const tuner = new Tuner(train, {
  paramSpace: { lr: loguniform(1e-5, 1e-1) },
  tuneConfig: {
    metric: 'loss',
    mode: 'min',
    numSamples: Number(trials),
    maxConcurrentTrials: 2,
    seed: 1,
    scheduler: new ASHAScheduler({ maxT: 20, gracePeriod: 2, reductionFactor: 2 }),
  },
  runConfig: { name: 'keys', storagePath, progressReporter: new CLIReporter({ keys: true }) },
})
await tuner.fit()
console.log('the study is over')
