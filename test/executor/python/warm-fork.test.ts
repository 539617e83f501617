import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PythonExecutor } from '../../../src/executor/python/python-executor.ts'
import { python } from '../../../src/executor/python/python.ts'
import { isRunning } from '../../support/processes.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { Harness } from '../process/harness.ts'
import { folder, open, train } from './python-fixture.ts'

let files = 0

/** A path without a file, and the same as Python writes it. */
function newFile(): { path: string; quoted: string } {
  const path = join(folder, `file_${files++}`)
  return { path, quoted: JSON.stringify(path) }
}

describe('between the fork and the first line of a trial', () => {
  it('a kill reaches it', async () => {
    const harness = await open(
      `import os, time\nos.register_at_fork(after_in_child=lambda: time.sleep(0.2))\n${train('time.sleep(600)')}`,
    )
    const spec = harness.launch()
    await waitUntil(() => harness.events.some(({ type }) => type === 'started'))
    harness.executor.stop(spec, 'kill')
    expect(await harness.ended(spec)).toMatchObject({ cause: 'killed' })
  })

  it('the parent may die, and it runs once', async () => {
    const marker = newFile()
    const runs = newFile()
    const harness = await open(`import os
def die():
    if not os.path.exists(${marker.quoted}):
        open(${marker.quoted}, "w").close()
        os.kill(os.getpid(), 9)
os.register_at_fork(after_in_parent=die)
${train(`with open(${runs.quoted}, "a") as file: file.write("ran\\n")\nattune.report({"a": 1})`)}`)
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
    expect(existsSync(marker.path)).toBe(true)
    expect(readFileSync(runs.path, 'utf8')).toBe('ran\n')
    expect(harness.reports()).toHaveLength(1)
  })

  it('what goes wrong is in its log', async () => {
    const harness = await open(
      `import os\nos.environ["ATTUNE_SOCKET"] = "/nowhere/socket"\n${train('pass')}`,
    )
    const { error } = await harness.run()
    expect(error).toMatchObject({
      code: 'EXIT_CODE',
      stderr: expect.stringMatching(/TunerLost: The tuner does not answer at .*nowhere/),
    })
  })
})

describe('a forked trial', () => {
  it('writes what it has not closed, wherever it was opened', async () => {
    const { path, quoted } = newFile()
    const harness = await open(`early = open(${quoted} + ".early", "w")
early.write("at import\\n")
${train(`global late\nlate = open(${quoted} + ".late", "wb")\nlate.write(b"late")\nearly.write("in the trial")\nattune.report({"a": 1})`)}`)
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
    expect(readFileSync(`${path}.early`, 'utf8')).toBe('at import\nin the trial')
    expect(readFileSync(`${path}.late`, 'utf8')).toBe('late')
  })

  it('writes what a whole script has not closed', async () => {
    const { path, quoted } = newFile()
    const harness = await open(
      `import attune\nfile = open(${quoted}, "w")\nfile.write("kept")\nattune.report({"a": 1})`,
      {},
    )
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
    expect(readFileSync(path, 'utf8')).toBe('kept')
  })

  it('misses the variables that the import has removed', async () => {
    const harness = await open(
      `import os\ndel os.environ["SET_BY_USER"]\n${train('return {"found": "SET_BY_USER" in os.environ}')}`,
      { function: 'train', env: { SET_BY_USER: 'x' } },
    )
    await harness.run()
    expect(harness.reports()).toEqual([{ found: false }])
  })

  it('takes a number of threads that is none as its libraries do', async () => {
    const harness = await open(train('return 1'), {
      function: 'train',
      env: { OMP_NUM_THREADS: 'many' },
    })
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
  })

  it('leaves alone what was started at import', async () => {
    const harness = await open(`import multiprocessing, time
helper = multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,), daemon=True)
helper.start()
${train('return {"helper": helper.pid}')}`)
    const spec = harness.launch()
    expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    const helper = harness.reports()[0]?.['helper'] as number
    expect(isRunning(helper)).toBe(true)
    expect(readFileSync(join(spec.dir, 'stderr'), 'utf8')).toBe('')
    await harness.executor.close()
    await waitUntil(() => !isRunning(helper))
  })

  it('has random numbers of its own where the import asked the system for a seed', async () => {
    const harness = await open(
      `import random\nrandom.seed(7)\nrandom.seed()\n${train('return random.random()')}`,
    )
    for (let i = 0; i < 2; i++) await harness.run()
    const [a, b] = harness.reports()
    expect(a).not.toEqual(b)
  })

  it('runs children of every start method, which report', async () => {
    const harness = await open(`import attune, multiprocessing
def work(how):
    attune.report({"how": how})
def train(config):
    attune.report({"how": "trial"})
    for how in "fork", "spawn", "forkserver":
        child = multiprocessing.get_context(how).Process(target=work, args=(how,))
        child.start()
        child.join()
        assert child.exitcode == 0, how`)
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
    expect(harness.reports().map(({ how }) => how)).toEqual([
      'trial',
      'fork',
      'spawn',
      'forkserver',
    ])
  })
})

describe('discarded output of forked trials', () => {
  it('is heard from each rank', async () => {
    const harness = await open(
      train(`rank = os.environ["RANK"]
print("rank", rank, file=sys.stderr)
if rank != "2": time.sleep(600)
os._exit(5)`),
      undefined,
      { logToFile: false, graceMs: 100 },
    )
    const { error } = await harness.run({}, { workers: 3, resources: { cpu: 3 } })
    expect(error).toMatchObject({
      message: 'Rank 2 of 3 exited with code 5.',
      stderr: 'rank 2',
    })
  })

  it('is not waited for from a process that has left the trial', async () => {
    const harness = await open(
      train(`import subprocess
code = "import sys, time\\nwhile True: print('x', file=sys.stderr, flush=True); time.sleep(0.01)"
left = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
attune.report({"left": left.pid})`),
      undefined,
      { logToFile: false },
    )
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
    const left = harness.reports()[0]?.['left'] as number
    // It ends at its first write into a socket that is closed.
    await waitUntil(() => !isRunning(left))
  })
})

describe('a parent', () => {
  const TELLS = `attune.report({"value": own.VALUE, "parent": os.getppid()})
while config["go"] and not os.path.exists(config["go"]): time.sleep(0.01)
if config["go"]: os._exit(3)`

  it('that is followed by another tells how its last trials end, and goes', async () => {
    const { path: go } = newFile()
    const part = join(folder, 'own_then.py')
    writeFileSync(part, 'VALUE = 1')
    const harness = await open(`import own_then as own\n${train(TELLS)}`)
    const waiting = harness.launch({ go })
    await harness.reported(waiting, 1)
    const parent = harness.reports()[0]?.['parent'] as number
    writeFileSync(part, 'VALUE = "new"')
    await harness.run({ go: '' })
    expect(harness.reports()[1]?.['value']).toBe('new')
    writeFileSync(go, '')
    const { error } = await harness.ended(waiting)
    expect(error).toMatchObject({ code: 'EXIT_CODE', message: 'The trial exited with code 3.' })
    await waitUntil(() => !isRunning(parent))
  })

  it('tells of a signal without a name, and goes on', async () => {
    const harness = await open(
      train('if config["signal"]: os.kill(os.getpid(), config["signal"])\nreturn os.getppid()'),
    )
    await harness.run({ signal: 0 })
    const { error } = await harness.run({ signal: 40 })
    expect(error).toMatchObject({
      code: 'KILLED_BY_SIGNAL',
      message: 'The trial was ended by signal 40.',
    })
    await harness.run({ signal: 0 })
    const [before, after] = harness.reports()
    expect(after).toEqual(before)
  })

  it('that was killed cannot tell, and what a trial leaves behind is ended all the same', async () => {
    const { path: go } = newFile()
    const harness = await open(
      train(`import subprocess
left = subprocess.Popen(["sleep", "600"])
attune.report({"left": left.pid, "parent": os.getppid()})
while not os.path.exists(config["go"]): time.sleep(0.01)
os._exit(3)`),
      undefined,
      { graceMs: 100 },
    )
    const spec = harness.launch({ go })
    await harness.reported(spec, 1)
    const { left, parent } = harness.reports()[0] as { left: number; parent: number }
    process.kill(parent, 'SIGKILL')
    await waitUntil(() => !isRunning(parent))
    writeFileSync(go, '')
    const { error } = await harness.ended(spec)
    expect(error).toMatchObject({
      code: 'EXIT_CODE',
      message: expect.stringMatching(/how it did is not known: the process that had forked it/),
    })
    expect(isRunning(left)).toBe(false)
  })

  it('notices a file that changes while it imports', async () => {
    const at = newFile()
    const go = newFile()
    const part = join(folder, 'own_meanwhile.py')
    writeFileSync(part, 'VALUE = "old"')
    const harness = await open(`import os, own_meanwhile as own, time
open(${at.quoted}, "w").close()
while not os.path.exists(${go.quoted}): time.sleep(0.01)
${train('return {"value": own.VALUE}')}`)
    const spec = harness.launch()
    await waitUntil(() => existsSync(at.path))
    writeFileSync(part, 'VALUE = "the new one"')
    writeFileSync(go.path, '')
    await harness.ended(spec)
    expect(harness.reports()).toEqual([{ value: 'the new one' }])
  })

  it("watches the user's files where a virtual environment lies around them", async () => {
    const project = join(folder, 'project')
    mkdirSync(project)
    execFileSync('python3', ['-m', 'venv', '--without-pip', project])
    const script = join(project, 'train_here.py')
    const part = join(project, 'own_here.py')
    writeFileSync(script, `import own_here as own\n${train('return {"value": own.VALUE}')}`)
    writeFileSync(part, 'VALUE = "old"')
    const harness = new Harness(
      new PythonExecutor(
        python(script, { function: 'train', python: join(project, 'bin', 'python') }),
      ),
    )
    await harness.open()
    await harness.run()
    writeFileSync(part, 'VALUE = "the new one"')
    await harness.run()
    expect(harness.reports().map(({ value }) => value)).toEqual(['old', 'the new one'])
    await harness.close()
  })
})
