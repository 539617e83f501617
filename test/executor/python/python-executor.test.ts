import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isRunning } from '../../support/processes.ts'
import { folder, opening, train } from './python-fixture.ts'

describe.each([
  ['forked', true],
  ['started anew', false],
])('PythonExecutor, trials %s', (_name, warm) => {
  const open = opening(warm)

  it('runs a function with the config, and tells start, results and end', async () => {
    const harness = await open(
      train(`
print("to stdout"); print("to stderr", file=sys.stderr)
for step in range(3):
    attune.report({"loss": config["lr"] / (step + 1), "name": "é😀"})`),
    )
    const spec = harness.launch({ lr: 6 })
    expect(await harness.ended(spec)).toEqual({
      type: 'ended',
      trial: spec.trial,
      attempt: 1,
      cause: 'completed',
      unread: [],
    })
    expect(harness.events[0]).toMatchObject({ type: 'started', pid: expect.any(Number) })
    expect(harness.all.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(harness.reports()).toEqual([6, 3, 2].map((loss) => ({ loss, name: 'é😀' })))
    expect(readFileSync(join(spec.dir, 'stdout'), 'utf8')).toBe('to stdout\n')
    expect(readFileSync(join(spec.dir, 'stderr'), 'utf8')).toBe('to stderr\n')
  })

  it('runs a whole script, with arguments, environment and working directory', async () => {
    const harness = await open(
      `import attune, os, sys
attune.report({"config": attune.get_config(), "args": sys.argv[1:], "cwd": os.getcwd(),
  "x": os.environ["X"], "main": __name__, "omp": os.environ["OMP_NUM_THREADS"]})`,
      { args: ['--fast', 'a b'], env: { X: 'y' }, cwd: folder },
    )
    expect(await harness.run({ nan: Number.NaN })).toMatchObject({ cause: 'completed' })
    expect(harness.reports()).toEqual([
      {
        config: { nan: Number.NaN },
        args: ['--fast', 'a b'],
        cwd: folder,
        x: 'y',
        main: '__main__',
        omp: '1',
      },
    ])
  })

  it('hands over constants and spreads the config', async () => {
    const source = 'def train(lr, rows, names): return {"lr": lr, "rows": rows, "names": names}'
    const parameters = { rows: new Float64Array([1, Number.NaN]), names: { a: 'b' } }
    const harness = await open(source, { function: 'train', spread: true }, {}, parameters)
    await harness.run({ lr: 1 })
    expect(harness.reports()).toEqual([{ lr: 1, rows: [1, Number.NaN], names: { a: 'b' } }])
  })

  it('takes every kind of number and text, and long lines', async () => {
    const harness = await open(
      train(`
attune.report({"nan": float("nan"), "inf": float("inf"), "low": float("-inf"), "big": 2**60})
attune.report({"long": "é" * 1_000_000})`),
    )
    await harness.run()
    expect(harness.reports()).toEqual([
      { nan: Number.NaN, inf: Infinity, low: -Infinity, big: 2 ** 60 },
      { long: 'é'.repeat(1_000_000) },
    ])
  })

  it('takes thousands of reports from several trials at once, answered later or at once', async () => {
    const harness = await open(
      train(`
for step in range(2000):
    attune.report({"step": step})`),
    )
    harness.answersLater = true
    const specs = [harness.launch(), harness.launch()]
    const steps = Array.from({ length: 2000 }, (_, step) => ({ step }))
    for (const spec of specs) {
      expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
      expect(harness.reports(spec.trial)).toEqual(steps)
    }
  })

  it('stops at exactly the report that was answered with stop, and lets the trial clean up', async () => {
    const harness = await open(
      train(`
try:
    for step in range(100):
        attune.report({"step": step})
finally:
    open(attune.get_trial_dir() + "/cleaned", "w").close()`),
    )
    harness.decide = ({ seq }) => (seq === 2 ? 'stop' : 'continue')
    const spec = harness.launch()
    expect(await harness.ended(spec)).toMatchObject({ cause: 'stopped' })
    expect(harness.reports()).toEqual([{ step: 0 }, { step: 1 }])
    expect(existsSync(join(spec.dir, 'cleaned'))).toBe(true)
    expect(readFileSync(join(spec.dir, 'stderr'), 'utf8')).toBe('')
  })

  it('pauses, and goes on from the checkpoint in a later attempt', async () => {
    const harness = await open(
      train(`
import tempfile
step = 0
checkpoint = attune.get_checkpoint()
if checkpoint:
    with checkpoint.as_directory() as folder:
        step = json.load(open(os.path.join(folder, "state.json")))["step"]
while True:
    step += 1
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "state.json"), "w") as file:
            json.dump({"step": step}, file)
        attune.report({"step": step}, checkpoint=attune.Checkpoint.from_directory(folder))`),
    )
    harness.decide = ({ seq }) => (seq === 2 ? 'pause' : 'continue')
    const spec = harness.launch()
    expect(await harness.ended(spec)).toMatchObject({ cause: 'paused' })
    const staged = harness.all.map(({ checkpoint }) => checkpoint)
    expect(staged).toEqual(['.checkpoint_1_1', '.checkpoint_1_2'])
    const checkpoint = join(spec.dir, '.checkpoint_1_2')
    expect(readdirSync(checkpoint)).toEqual(['state.json'])
    const again = { trial: spec.trial, attempt: 2, checkpoint, iteration: 2 }
    expect(await harness.run({}, again)).toMatchObject({ cause: 'paused', attempt: 2 })
    expect(harness.reports().map(({ step }) => step)).toEqual([1, 2, 3, 4])
    expect(harness.all.at(-1)?.checkpoint).toBe('.checkpoint_2_2')
  })

  it('tolerates a trial that goes on reporting after its stop, and ends it', async () => {
    const harness = await open(
      train(`
while True:
    try:
        attune.report({"a": 1})
    except BaseException:
        time.sleep(0.001)`),
      { function: 'train' },
      { graceMs: 100 },
    )
    harness.decide = () => 'stop'
    expect(await harness.run()).toMatchObject({ cause: 'stopped' })
    expect(harness.reports()).toHaveLength(1)
  })

  it('ends a trial that is asked to stop while it does not report', async () => {
    const harness = await open(
      train(`
try:
    attune.report({"a": 1})
    while True: time.sleep(0.01)
finally:
    print("cleaned up")`),
      { function: 'train' },
      { graceMs: 300 },
    )
    const spec = harness.launch()
    await harness.reported(spec, 1)
    harness.executor.stop(spec, 'ask')
    harness.executor.stop(spec, 'ask')
    expect(await harness.ended(spec)).toMatchObject({ cause: 'stopped' })
    expect(readFileSync(join(spec.dir, 'stdout'), 'utf8')).toBe('cleaned up\n')
  })

  it('kills a trial that ignores everything, with its grandchildren', async () => {
    const harness = await open(
      train(`
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child == 0:
    while True: time.sleep(0.01)
attune.report({"child": child})
while True: time.sleep(0.01)`),
      { function: 'train' },
      { graceMs: 100 },
    )
    const spec = harness.launch()
    await harness.reported(spec, 1)
    harness.executor.stop(spec, 'ask')
    expect(await harness.ended(spec)).toMatchObject({ cause: 'stopped' })
    expect(isRunning(harness.reports()[0]?.['child'] as number)).toBe(false)
  })

  it('kills at once when told to', async () => {
    const harness = await open(train('attune.report({"a": 1})\nwhile True: time.sleep(0.01)'))
    const spec = harness.launch()
    await harness.reported(spec, 1)
    harness.executor.stop(spec, 'kill')
    harness.executor.stop(spec, 'kill')
    expect(await harness.ended(spec)).toMatchObject({ cause: 'killed' })
  })

  it('leaves nothing behind when it closes', async () => {
    const harness = await open(
      train('attune.report({"pid": os.getpid()})\nwhile True: time.sleep(0.01)'),
    )
    const specs = [harness.launch(), harness.launch()]
    for (const spec of specs) await harness.reported(spec, 1)
    await harness.executor.close()
    for (const spec of specs) {
      expect(await harness.ended(spec)).toMatchObject({ cause: 'killed' })
    }
    for (const { pid } of harness.reports()) expect(isRunning(pid as number)).toBe(false)
  })

  it('ends what a finished trial left running', async () => {
    const harness = await open(
      train(`
child = os.fork()
if child == 0:
    while True: time.sleep(0.01)
return {"child": child}`),
      { function: 'train' },
      { graceMs: 100 },
    )
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
    expect(isRunning(harness.reports()[0]?.['child'] as number)).toBe(false)
  })

  it('ends a finished trial whose threads go on for ever', async () => {
    const harness = await open(
      train(`
import threading
def work():
    while True: time.sleep(0.01)
threading.Thread(target=work).start()
return 1`),
      { function: 'train' },
      { graceMs: 50 },
    )
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
  })
})

describe.each([
  ['forked', true],
  ['started anew', false],
])('a trial in several processes, trials %s', (_name, warm) => {
  const open = opening(warm)

  it('hears the first rank of children that were started, spawned or forked', async () => {
    const harness = await open(
      `import attune, multiprocessing, os, subprocess, sys
def work(rank):
    os.environ["LOCAL_RANK"] = str(rank)
    attune.report({"how": "spawned"})
def train(config):
    attune.report({"how": "parent"})
    code = "import attune; attune.report({'how': 'started'})"
    for rank in "0", "1":
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "RANK": rank}, check=True)
    if os.fork() == 0:
        attune.report({"how": "forked"})
        os._exit(0)
    os.wait()
    children = [multiprocessing.get_context("spawn").Process(target=work, args=(r,)) for r in (0, 1)]
    for child in children: child.start()
    for child in children: child.join()
    assert all(child.exitcode == 0 for child in children)
    attune.report({"how": "parent"})`,
    )
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
    const ways = ['parent', 'started', 'forked', 'spawned', 'parent']
    expect(harness.all.map(({ seq, metrics }) => [seq, metrics['how']])).toEqual(
      ways.map((how, index) => [index + 1, how]),
    )
  })

  it('ends as a whole when a child is stopped', async () => {
    const harness = await open(
      `import attune, multiprocessing
def work():
    while True:
        attune.report({"a": 1})
def train(config):
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join()
    attune.report({"late": child.exitcode})`,
    )
    harness.decide = ({ seq }) => (seq === 3 ? 'stop' : 'continue')
    expect(await harness.run()).toMatchObject({ cause: 'stopped' })
    expect(harness.reports()).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }])
  })
})
