import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { CommandExecutor } from '../../../../src/executor/command/command-executor.ts'
import { command } from '../../../../src/executor/command/command.ts'
import { PythonExecutor } from '../../../../src/executor/python/python-executor.ts'
import { python } from '../../../../src/executor/python/python.ts'
import { isRunning } from '../../../support/processes.ts'
import { tempFolder } from '../../../support/temp-folder.ts'
import { waitUntil } from '../../../support/wait-until.ts'
import { Harness } from '../harness.ts'
import type { CommandOptions } from '../../../../src/executor/command/command.ts'
import type { Executor, ExecutorContext, LaunchSpec } from '../../../../src/executor/executor.ts'

export const folder: string = tempFolder()
const opened: Harness[] = []
let scripts = 0

afterEach(async () => {
  for (const harness of opened.splice(0)) await harness.close()
})

/** Two ranks that hold two CPUs together. */
export const TWO: Partial<LaunchSpec> = { workers: 2, resources: { cpu: 2 } }

/** What the bodies of tests may use: `rank`, and files in the trial's folder by which ranks wait for each other. */
const PRELUDE = `import attune, json, os, signal, sys, time
rank = int(os.environ["RANK"])
def leave(name, text=""):
    path = os.path.join(attune.get_trial_dir(), name)
    with open(path + ".part", "w") as file:
        file.write(text)
    os.rename(path + ".part", path)
def wait_for(name):
    while not os.path.exists(os.path.join(attune.get_trial_dir(), name)):
        time.sleep(0.005)
def sleep():
    leave(f"asleep.{rank}", str(os.getpid()))
    while True:
        time.sleep(60)
`

/** A script whose `train(config)` has this body. */
export function gangScript(body: string): string {
  const path = join(folder, `train_${scripts++}.py`)
  writeFileSync(path, `${PRELUDE}def train(config):\n${body.replaceAll(/^/gm, '    ')}\n`)
  return path
}

/** Opens an executor for the function, with workers forked from a warm parent or not. */
export async function openGang(
  body: string,
  context: Partial<ExecutorContext> = {},
  warm = false,
): Promise<Harness> {
  const trainable = python(gangScript(body), { function: 'train', warm })
  return openExecutor(new PythonExecutor(trainable), context)
}

export async function openCommand(
  template: string | readonly string[],
  options: CommandOptions = {},
  context: Partial<ExecutorContext> = {},
): Promise<Harness> {
  return openExecutor(new CommandExecutor(command(template, options)), context)
}

export async function openExecutor(
  executor: Executor,
  context: Partial<ExecutorContext> = {},
): Promise<Harness> {
  const harness = new Harness(executor)
  opened.push(harness)
  return harness.open(context)
}

/** What a rank has left in the trial's folder, once it has. */
export async function left({ dir }: LaunchSpec, name: string): Promise<string> {
  const path = join(dir, name)
  const read = (): string | undefined => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  }
  await waitUntil(() => read() !== undefined)
  return read() as string
}

/** Waits until the ranks are asleep; returns what asks whether any of them runs. */
export async function asleep(
  spec: LaunchSpec,
  ranks: readonly number[] = [0, 1],
): Promise<() => boolean> {
  const pids: number[] = []
  for (const rank of ranks) pids.push(Number(await left(spec, `asleep.${rank}`)))
  return () => pids.some(isRunning)
}
