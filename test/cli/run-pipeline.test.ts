import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fakeCli } from './fake-cli.ts'
import type { FakeCli } from './fake-cli.ts'

const STEPS = `
from itwinai.components import DataGetter
import attune

class Getter(DataGetter):
    def execute(self):
        with open("loads", "a") as file:
            file.write("x")
        return [1, 2]

class Trainer:
    def __init__(self, config, factor=1):
        self.config, self.factor = config, factor
    def execute(self, data):
        for epoch in range(self.config["epochs"]):
            attune.report({"loss": self.config["lr"] * self.factor * len(data)})
`

const PIPELINES = `factor: 2
training_pipeline:
  class_path: itwinai.pipeline.Pipeline
  init_args:
    steps:
      - class_path: steps.Getter
hpo_pipeline:
  class_path: itwinai.pipeline.Pipeline
  init_args:
    steps:
      - class_path: steps.Getter
      - class_path: steps.Trainer
        init_args:
          factor: \${factor}
          config:
            train_loop_config:
              lr: { type: choice, options: [1, 2, 3] }
              epochs: 2
            tune_config: { num_samples: 4, scheduler: { name: asha, max_t: 2, grace_period: 2 } }
            run_config: { name: tuned, storage_path: ray_checkpoints, verbose: 0 }
`

async function call(cwd: string, ...args: string[]): Promise<FakeCli & { readonly code: number }> {
  const fake = fakeCli({ cwd, env: { ATTUNE_STORAGE: join(cwd, 'ray_checkpoints') } })
  return { ...fake, code: await runCli(args, fake.cli) }
}

function folder(): string {
  const cwd = tempFolder()
  writeFileSync(join(cwd, 'steps.py'), STEPS)
  writeFileSync(join(cwd, 'pipeline.yaml'), PIPELINES)
  return cwd
}

interface Shown {
  readonly trials: readonly {
    readonly status: string
    readonly config: { readonly lr: number }
    readonly result: { readonly loss: number }
  }[]
}

describe('attune run of a pipeline file', () => {
  it('tunes the trainer, and loads the data once for all trials', async () => {
    const cwd = folder()
    const { code, stderr } = await call(cwd, 'run', 'pipeline.yaml')
    expect([code, stderr()]).toEqual([0, ''])
    const { trials } = (await call(cwd, 'show', 'tuned', '--json')).json() as Shown
    expect(trials).toHaveLength(4)
    for (const { config, result } of trials) expect(result.loss).toBe(config.lr * 4)
    if (process.platform === 'linux') expect(readFileSync(join(cwd, 'loads'), 'utf8')).toBe('x')
  })

  it('goes on with the same pipeline as it was, whatever has become of the file', async () => {
    const cwd = folder()
    const args = ['--pipe-key', 'hpo_pipeline', '-o', 'factor=5', '--trials', '1']
    expect((await call(cwd, 'run', 'pipeline.yaml', ...args)).code).toBe(0)
    writeFileSync(join(cwd, 'pipeline.yaml'), '')
    expect((await call(cwd, 'resume', 'tuned', '--trials', '3')).code).toBe(0)
    const { trials } = (await call(cwd, 'show', 'tuned', '--json')).json() as Shown
    expect(trials).toHaveLength(3)
    for (const { config, result } of trials) expect(result.loss).toBe(config.lr * 10)
  })

  it('has a plan, and says which pipelines there are', async () => {
    const cwd = folder()
    const plan = await call(cwd, 'plan', 'pipeline.yaml', '-o', 'trials=8')
    expect(plan.stdout()).toContain('tuned: 8 trials')
    const wrong = await call(cwd, 'plan', 'pipeline.yaml', '--pipe-key', 'hpo_pipline')
    expect(wrong.code).toBe(1)
    expect(wrong.stderr()).toContain(
      'There is no pipeline "hpo_pipline". Did you mean hpo_pipeline? There are: training_pipeline, hpo_pipeline.',
    )
  })
})
