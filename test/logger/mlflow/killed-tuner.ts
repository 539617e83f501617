// A tuner that is killed and started again: `<folder> <tracking server> [resume]`.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Tuner } from '../../../src/index.ts'
import { MLflowLogger } from '../../../src/logger/mlflow/mlflow-logger.ts'
import { uniform } from '../../../src/space/uniform.ts'
import type { Trial } from '../../../src/index.ts'

const [, , folder = '', uri = ''] = process.argv
const dir = join(folder, 'killed')

async function train(config: { readonly lr: number }, trial: Trial): Promise<void> {
  for (let i = 1; i <= 400; i++) {
    await trial.report({ loss: config.lr / i, step: i })
    await sleep(5)
  }
}

const callbacks = [new MLflowLogger({ uri, experiment: 'killed' })]
const tuner = existsSync(join(dir, 'study.db'))
  ? Tuner.restore<{ readonly lr: number }>(dir, train, { runConfig: { callbacks } })
  : new Tuner(train, {
      paramSpace: { lr: uniform(0, 1) },
      tuneConfig: { metric: 'loss', mode: 'min', numSamples: 3 },
      runConfig: { name: 'killed', storagePath: folder, callbacks, verbose: 0 },
    })
await tuner.fit()
