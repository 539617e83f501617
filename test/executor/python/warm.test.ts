import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { PythonExecutor } from '../../../src/executor/python/python-executor.ts'
import { python } from '../../../src/executor/python/python.ts'
import { isRunning } from '../../support/processes.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { Harness } from '../process/harness.ts'
import { folder, open, script, train } from './python-fixture.ts'
import type { PythonOptions } from '../../../src/executor/python/python.ts'
import type { ExecutorContext } from '../../../src/executor/executor.ts'

/** Says which process imported the script, and which one runs the trial. */
const TELLS_PIDS = `import attune, os
imported_by = os.getpid()
def train(config):
    attune.report({"imported_by": imported_by, "pid": os.getpid(), "parent": os.getppid(), "group": os.getpgrp()})
`

interface Warned {
  readonly harness: Harness
  readonly warnings: readonly string[]
}

async function openWarned(
  source: string,
  options?: PythonOptions,
  context: Partial<ExecutorContext> = {},
): Promise<Warned> {
  const warnings: string[] = []
  const warn = (line: string): void => void warnings.push(line)
  return { harness: await open(source, options, { ...context, warn }), warnings }
}

describe('a warm parent', () => {
  it('imports the script once, and every trial is a process of its own', async () => {
    const { harness, warnings } = await openWarned(TELLS_PIDS)
    const specs = [harness.launch(), harness.launch(), harness.launch()]
    for (const spec of specs)
      expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    const [first, ...others] = harness.reports()
    for (const other of others) expect(other['imported_by']).toBe(first?.['imported_by'])
    expect(new Set(harness.reports().map(({ pid }) => pid)).size).toBe(3)
    for (const report of harness.reports()) {
      expect(report['parent']).toBe(report['imported_by'])
      // A group of its own, which can be killed as a whole.
      expect(report['group']).toBe(report['pid'])
    }
    const started = harness.events.filter((event) => event.type === 'started')
    expect(new Set(started.map(({ pid }) => pid))).toEqual(
      new Set(harness.reports().map((report) => report['pid'])),
    )
    expect(warnings).toEqual([])
  })

  it('is not there where it is not wanted', async () => {
    const { harness, warnings } = await openWarned(TELLS_PIDS, { function: 'train', warm: false })
    await harness.run()
    const [report] = harness.reports()
    expect(report?.['imported_by']).toBe(report?.['pid'])
    expect(warnings).toEqual([])
  })

  it('imports the leading imports of a whole script, which then runs by itself', async () => {
    writeFileSync(join(folder, 'heavy_module.py'), 'import os\nimported_by = os.getpid()\n')
    const { harness } = await openWarned(
      `"""A script."""
from __future__ import annotations
import attune, os, sys
from heavy_module import imported_by
print(__name__, sys.argv[1:])
import late_module_that_is_not_there_at_first
attune.report({"imported_by": imported_by, "parent": os.getppid(), "config": attune.get_config()})`,
      { args: ['--x', '1'] },
    )
    writeFileSync(join(folder, 'late_module_that_is_not_there_at_first.py'), '')
    const spec = harness.launch({ a: 1 })
    expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    const [report] = harness.reports()
    expect(report?.['imported_by']).toBe(report?.['parent'])
    expect(report?.['config']).toEqual({ a: 1 })
    expect(readFileSync(join(spec.dir, 'stdout'), 'utf8')).toBe("__main__ ['--x', '1']\n")
  })

  it('gives each trial its own output, and keeps what the import prints', async () => {
    const { harness } = await openWarned(
      `import sys\nprint("imported")\nprint("warned", file=sys.stderr)\n${train('print(config["n"]); os.system(f"echo {config[\'n\']} >&2")')}`,
    )
    const specs = [harness.launch({ n: 1 }), harness.launch({ n: 2 })]
    for (const spec of specs) await harness.ended(spec)
    expect(specs.map(({ dir }) => readFileSync(join(dir, 'stdout'), 'utf8'))).toEqual([
      '1\n',
      '2\n',
    ])
    expect(specs.map(({ dir }) => readFileSync(join(dir, 'stderr'), 'utf8'))).toEqual([
      '1\n',
      '2\n',
    ])
    expect(readFileSync(join(harness.studyDir, 'import.log'), 'utf8')).toBe('imported\nwarned\n')
  })

  it('hears the last words of a trial whose output is discarded', async () => {
    const { harness } = await openWarned(
      train('print("last words", file=sys.stderr); os._exit(3)'),
      undefined,
      { logToFile: false },
    )
    const { error } = await harness.run()
    expect(error).toMatchObject({ code: 'EXIT_CODE', stderr: 'last words' })
  })

  it('hands on the environment as the import has left it', async () => {
    const { harness } = await openWarned(
      `import os\nos.environ["SET_BY_IMPORT"] = "yes"\nos.environ["SET_BY_USER"] = "overruled"\n${train(
        'attune.report({k: os.environ.get(k) for k in ("SET_BY_IMPORT", "SET_BY_USER", "OMP_NUM_THREADS", "ATTUNE_TRIAL_ID", "ATTUNE_FD", "PYTORCH_NVML_BASED_CUDA_CHECK")})',
      )}`,
      { function: 'train', env: { SET_BY_USER: 'x' } },
    )
    const spec = harness.launch({}, { resources: { cpu: 3 } })
    await harness.ended(spec)
    expect(harness.reports()).toEqual([
      {
        SET_BY_IMPORT: 'yes',
        SET_BY_USER: 'overruled',
        OMP_NUM_THREADS: '3',
        ATTUNE_TRIAL_ID: spec.trial,
        ATTUNE_FD: null,
        PYTORCH_NVML_BASED_CUDA_CHECK: null,
      },
    ])
  })

  it('renews the seed of random numbers, but not one that the script has chosen', async () => {
    const draw = train('return {"x": random.random()}')
    const free = await openWarned(`import random\nrandom.random()\n${draw}`)
    const seeded = await openWarned(`import random\nrandom.seed(7)\n${draw}`)
    for (const { harness } of [free, seeded]) for (let i = 0; i < 2; i++) await harness.run()
    const [a, b] = free.harness.reports().map(({ x }) => x)
    expect(a).not.toBe(b)
    const cold = execFileSync('python3', [
      '-c',
      'import random; random.seed(7); print(random.random())',
    ])
    expect(seeded.harness.reports().map(({ x }) => x)).toEqual([Number(cold), Number(cold)])
  })

  it('runs exit handlers, and no further', async () => {
    const { harness } = await openWarned(
      `import atexit\natexit.register(lambda: print("from import", flush=True))\n${train('atexit.register(lambda: print("from trial", flush=True)); attune.report({"a": 1})')}`,
    )
    const spec = harness.launch()
    expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    expect(readFileSync(join(spec.dir, 'stdout'), 'utf8')).toBe('from trial\nfrom import\n')
    await harness.executor.close()
    expect(readFileSync(join(harness.studyDir, 'import.log'), 'utf8')).toBe('')
  })

  it('calls what a function prepares for its trials once', async () => {
    const { harness } = await openWarned(
      `import os\nprepared = []\n${train('return {"prepared": prepared, "pid": os.getpid()}')}
train.prepare_trials = lambda: prepared.append(os.getpid())`,
    )
    for (let i = 0; i < 2; i++) await harness.run()
    const [first, second] = harness.reports()
    expect(first?.['prepared']).toHaveLength(1)
    expect(second?.['prepared']).toEqual(first?.['prepared'])
    expect(second?.['pid']).not.toBe(first?.['pid'])
  })
})

describe('a warm parent that cannot be', () => {
  it.each([
    [
      'threads',
      'import threading, time\nthreading.Thread(target=time.sleep, args=(9,), name="beat", daemon=True).start()',
      /1 thread \(beat\) still run.*do not survive a fork/,
    ],
    [
      'a config asked for at import',
      'import attune\nlr = attune.get_config()["lr"]',
      /asks for its trial's config/,
    ],
    [
      'a folder asked for at import',
      'import attune\nhere = attune.get_trial_dir()',
      /asks for its trial's config/,
    ],
    [
      'an import that works in a trial alone',
      'import os\nif "ATTUNE_TRIAL_ID" not in os.environ: raise OSError("not here")',
      /importing it once for all trials failed: OSError: not here/,
    ],
    [
      'a process that dies',
      'import os\nif "ATTUNE_TRIAL_ID" not in os.environ: os._exit(7)',
      /the process that imports it ended \(exit code 7\)/,
    ],
  ])('gives way to trials that start anew: %s', async (_name, before, reason) => {
    const source = `${before}\n${TELLS_PIDS}`
    const { harness, warnings } = await openWarned(source)
    const specs = [harness.launch({ lr: 1 }), harness.launch({ lr: 1 })]
    for (const spec of specs)
      expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    for (const report of harness.reports()) expect(report['imported_by']).toBe(report['pid'])
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(reason)
    expect(warnings[0]).toMatch(/^Each trial of train_\d+\.py imports it anew/)
  })

  it('is followed by another when a file has changed', async () => {
    const path = script('import own_part\ndef train(config): return {"value": own_part.VALUE}')
    const part = join(folder, 'own_part.py')
    writeFileSync(part, 'VALUE = "old"')
    const warnings: string[] = []
    const harness = new Harness(new PythonExecutor(python(path, { function: 'train' })))
    await harness.open({ warn: (line) => warnings.push(line) })
    await harness.run()
    writeFileSync(part, 'VALUE = "the new one"')
    const specs = [harness.launch(), harness.launch()]
    for (const spec of specs) await harness.ended(spec)
    expect(harness.reports().map(({ value }) => value)).toEqual([
      'old',
      'the new one',
      'the new one',
    ])
    expect(warnings).toEqual([
      `${part} has changed: trials that start from now on run the new code.`,
    ])
    await harness.close()
  })

  it('is followed by another when it is killed, and its running trial goes on', async () => {
    const go = join(folder, 'go')
    const { harness, warnings } = await openWarned(
      `${TELLS_PIDS}
    import time
    while config.get("wait") and not os.path.exists(${JSON.stringify(go)}): time.sleep(0.01)
    attune.report({"last": True})`,
    )
    const waiting = harness.launch({ wait: true })
    await harness.reported(waiting, 1)
    const parent = harness.reports()[0]?.['imported_by'] as number
    process.kill(parent, 'SIGKILL')
    await waitUntil(() => !isRunning(parent))
    const next = harness.launch({ wait: false })
    expect(await harness.ended(next)).toMatchObject({ cause: 'completed' })
    expect(harness.reports(next.trial)[0]?.['imported_by']).not.toBe(parent)
    writeFileSync(go, '')
    expect(await harness.ended(waiting)).toMatchObject({ cause: 'completed' })
    expect(harness.reports(waiting.trial)).toHaveLength(2)
    expect(warnings).toEqual([])
  })

  it.each(['ask', 'kill'] as const)(
    'need not be waited for by a trial that ends: %s',
    async (how) => {
      const { harness } = await openWarned(
        `import time\nopen(${JSON.stringify(join(folder, `importing-${how}`))}, "w").close()\ntime.sleep(600)\n${TELLS_PIDS}`,
      )
      const spec = harness.launch()
      await waitUntil(() => existsSync(join(folder, `importing-${how}`)))
      harness.executor.stop(spec, how)
      expect(await harness.ended(spec)).toMatchObject({
        cause: how === 'ask' ? 'stopped' : 'killed',
      })
      expect(harness.events).toHaveLength(1)
    },
  )

  it('does not outlive a tuner that is killed, nor do its trials', async () => {
    const path = script(`import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
imported_by = os.getpid()
def train(config):
    import attune
    attune.report({"pids": [imported_by, os.getpid()]})
    while True: time.sleep(1)`)
    const fixture = fileURLToPath(new URL('warm-tuner-fixture.ts', import.meta.url))
    const tuner = spawn(process.execPath, ['--import', 'tsx', fixture, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(tuner.stdout, 'data')) as [Buffer]
    const pids = JSON.parse(line.toString()) as number[]
    expect(pids).toHaveLength(2)
    tuner.kill('SIGKILL')
    await waitUntil(() => !pids.some(isRunning))
  })

  it('ends with the executor, and leaves nothing behind', async () => {
    const { harness } = await openWarned(`${TELLS_PIDS}    import time; time.sleep(600)`)
    const spec = harness.launch()
    await harness.reported(spec, 1)
    const report = harness.reports()[0]
    const pids = [report?.['imported_by'] as number, report?.['pid'] as number]
    expect(pids.every(isRunning)).toBe(true)
    await harness.executor.close()
    expect(await harness.ended(spec)).toMatchObject({ cause: 'killed' })
    expect(pids.some(isRunning)).toBe(false)
  })
})
