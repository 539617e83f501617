import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { CommandExecutor } from '../../../src/executor/command/command-executor.ts'
import { command } from '../../../src/executor/command/command.ts'
import { isRunning } from '../../support/processes.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { Harness } from '../process/harness.ts'
import { waitUntil } from '../../support/wait-until.ts'
import type { CommandOptions } from '../../../src/executor/command/command.ts'
import type { ExecutorContext } from '../../../src/executor/executor.ts'

const folder = realpathSync(tempFolder())
const opened: Harness[] = []
let scripts = 0
writeFileSync(join(folder, 'plain'), '', { mode: 0o644 })

afterEach(async () => {
  for (const harness of opened.splice(0)) await harness.close()
})

async function open(
  template: string | readonly string[],
  options: CommandOptions = {},
  context: Partial<ExecutorContext> = {},
): Promise<Harness> {
  const harness = new Harness(new CommandExecutor(command(template, options)))
  opened.push(harness)
  return harness.open(context)
}

/** A command that runs a shell script of its own, with the arguments that follow. */
function sh(source: string): string {
  const path = join(folder, `script_${scripts++}.sh`)
  writeFileSync(path, source)
  return `sh ${path}`
}

describe('arguments', () => {
  const print =
    `python3 -c 'import json, sys; print(json.dumps({"args": sys.argv[1:]}))'`.replaceAll(
      /[{}]/g,
      '$&$&',
    )
  const nasty = `a b'c"d $(touch x) \`id\` ; | * \n é \\`

  it('are passed as they are, never through a shell', async () => {
    const harness = await open(`${print} --lr={lr} {text} "x {text}" {empty} {nested} {nested/a}`)
    const config = { lr: 1e-5, text: nasty, empty: '', nested: { a: [1, 2] } }
    expect(await harness.run(config)).toMatchObject({ cause: 'completed' })
    expect(harness.reports()).toEqual([
      { args: ['--lr=0.00001', nasty, `x ${nasty}`, '', '{"a":[1,2]}', '[1,2]'] },
    ])
  })

  it('can be an array', async () => {
    const harness = await open(['echo', '{{"x": {x}, "t": "a | b  c"}}'])
    await harness.run({ x: 5 })
    expect(harness.reports()).toEqual([{ x: 5, t: 'a | b  c' }])
  })

  it('stay single words in a shell, in every kind of quotes', async () => {
    const script = `for step in 1 2; do ${print} {text} "x {text}" 'y {text}' "$step" | cat; done`
    const harness = await open(script, { shell: true })
    expect(await harness.run({ text: nasty })).toMatchObject({ cause: 'completed' })
    expect(harness.reports()).toEqual(
      ['1', '2'].map((step) => ({ args: [nasty, `x ${nasty}`, `y ${nasty}`, step] })),
    )
  })

  it('name what there is when the config has no such value', async () => {
    const harness = await open('echo {learning_rate}')
    const { cause, error } = await harness.run({ lr: 1, opt: { name: 'sgd' } })
    expect(cause).toBe('error')
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      code: 'UNKNOWN_PLACEHOLDER',
      message: expect.stringContaining('{lr}, {opt/name}'),
    })
  })
})

describe('environment', () => {
  it('has the config, the trial, and what the user adds', async () => {
    const harness = await open(
      sh(`printf '{"config": %s, "lr": "%s", "trial": "%s", "x": "%s", "cwd": "%s", "cuda": "%s"}\\n' \
"$ATTUNE_CONFIG" "$ATTUNE_PARAM_LR" "$ATTUNE_TRIAL_ID" "$X" "$PWD" "$CUDA_VISIBLE_DEVICES"
cat "$ATTUNE_TRIAL_DIR/params.json"`),
      { env: { X: 'y' }, cwd: folder },
    )
    const spec = harness.launch({ lr: 0.5 }, { gpus: [1], resources: { gpu: 1 } })
    await harness.ended(spec)
    expect(harness.reports()).toEqual([
      { config: { lr: 0.5 }, lr: '0.5', trial: spec.trial, x: 'y', cwd: folder, cuda: '1' },
      { lr: 0.5 },
    ])
  })

  it('does without variables that would be too long', async () => {
    const harness = await open('cat {file}')
    const path = join(folder, 'one.json')
    writeFileSync(path, '{"a": 1}\n')
    const config = { file: path, long: 'x'.repeat(500_000) }
    expect(await harness.run(config)).toMatchObject({ cause: 'completed' })
  })
})

describe('results', () => {
  it('are JSON lines on standard output, which is kept whole', async () => {
    const output = 'epoch 1\n{"loss": 0.5}\n\n{"loss": NaN, "name": "é"}\nend without a newline'
    const path = join(folder, 'output')
    writeFileSync(path, output)
    const harness = await open(`cat ${path}`)
    const spec = harness.launch()
    expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    expect(harness.reports()).toEqual([{ loss: 0.5 }, { loss: Number.NaN, name: 'é' }])
    expect(readFileSync(join(spec.dir, 'stdout'), 'utf8')).toBe(output)
  })

  it('are found also when output is not kept', async () => {
    const harness = await open(['echo', '{{"a": 1}}'], {}, { logToFile: false })
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
    expect(harness.reports()).toEqual([{ a: 1 }])
  })

  it('are taken from thousands of lines, in order, whenever answers come', async () => {
    const source = `i=0; while [ $i -lt 5000 ]; do echo "{\\"i\\": $i}"; i=$((i + 1)); done`
    const harness = await open(sh(source))
    harness.answersLater = true
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
    expect(harness.reports()).toEqual(Array.from({ length: 5000 }, (_, i) => ({ i })))
  })

  it.each(['stdout', 'stderr'] as const)('are matches of expressions on %s', async (stream) => {
    const redirect = stream === 'stderr' ? ' >&2' : ''
    const harness = await open(
      sh(`for e in 1 2; do echo "epoch $e"${redirect}; echo "loss=0.$e"${redirect}; done`),
      { metrics: { regex: { epoch: /epoch (\d+)/g, loss: /loss=(\S+)/ }, stream } },
    )
    const spec = harness.launch()
    expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    expect(harness.reports()).toEqual([
      { epoch: 1, loss: 0.1 },
      { epoch: 2, loss: 0.2 },
    ])
    expect(readFileSync(join(spec.dir, stream), 'utf8')).toContain('epoch 2\nloss=0.2\n')
  })

  it('fail the trial when an expression matches no number', async () => {
    const harness = await open(sh('echo loss=high; exec sleep 1000'), {
      metrics: { regex: { loss: /loss=(\S+)/ } },
    })
    const { cause, error } = await harness.run()
    expect(cause).toBe('error')
    expect(error).toMatchObject({ code: 'METRIC_NOT_A_NUMBER' })
  })

  it('are lines of a file, also of one that appears late', async () => {
    const harness = await open(
      sh(`cd "$ATTUNE_TRIAL_DIR"
echo '{"not": "here"}'
echo '{"a": 1}' > metrics.jsonl
until [ -e go ]; do sleep 0.01; done
printf '{"a": 2}\\n{"a": 3}' >> metrics.jsonl`),
      { metrics: { file: 'metrics.jsonl' } },
    )
    const spec = harness.launch()
    await harness.reported(spec, 1)
    writeFileSync(join(spec.dir, 'go'), '')
    expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    expect(harness.reports()).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }])
  })

  it('of an earlier attempt in that file do not count again', async () => {
    const harness = await open(
      sh(`echo "{\\"attempt\\": $ATTUNE_ATTEMPT}" >> "$ATTUNE_TRIAL_DIR/metrics.jsonl"`),
      { metrics: { file: 'metrics.jsonl' } },
    )
    const spec = harness.launch()
    await harness.ended(spec)
    await harness.run({}, { trial: spec.trial, attempt: 2 })
    expect(harness.reports()).toEqual([{ attempt: 1 }, { attempt: 2 }])
    expect(readFileSync(join(spec.dir, 'metrics.jsonl.1'), 'utf8')).toBe('{"attempt": 1}\n')
  })

  it('come from the protocol where the command speaks it', async () => {
    const script = join(folder, 'client.py')
    writeFileSync(
      script,
      `import attune
print('{"printed": 1}', flush=True)
for step in range(3):
    attune.report({"step": step, "lr": attune.get_config()["lr"]})`,
    )
    const harness = await open(`python3 ${script}`)
    harness.decide = ({ seq }) => (seq === 2 ? 'stop' : 'continue')
    expect(await harness.run({ lr: 1 })).toMatchObject({ cause: 'stopped' })
    expect(harness.reports()).toEqual([
      { step: 0, lr: 1 },
      { step: 1, lr: 1 },
    ])
  })

  it('come from processes one after the other that speak the protocol', async () => {
    const code = `'import attune; attune.report({{"a": 1}})'`
    const harness = await open(`python3 -c ${code} && exec 3>&- && python3 -c ${code}`, {
      shell: true,
    })
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
    expect(harness.all.map(({ seq }) => seq)).toEqual([1, 2])
  })
})

describe('an end', () => {
  it('decided at a result comes at exactly that result', async () => {
    const source = `trap 'echo bye; exit 3' TERM
i=0; while :; do i=$((i + 1)); echo "{\\"i\\": $i}"; [ $i -lt 10 ] || sleep 0.01; done`
    for (const decision of ['stop', 'pause'] as const) {
      const harness = await open(sh(source))
      harness.answersLater = true
      harness.decide = ({ seq }) => (seq === 3 ? decision : 'continue')
      const spec = harness.launch()
      const cause = decision === 'stop' ? 'stopped' : 'paused'
      expect(await harness.ended(spec)).toEqual({
        type: 'ended',
        trial: spec.trial,
        attempt: 1,
        cause,
      })
      expect(harness.reports()).toEqual([{ i: 1 }, { i: 2 }, { i: 3 }])
      expect(readFileSync(join(spec.dir, 'stdout'), 'utf8')).toMatch(/bye\n$/)
    }
  })

  it('is forced on a command that ignores SIGTERM, and on what it started', async () => {
    const harness = await open(
      sh(`trap '' TERM
(while :; do sleep 0.01; done) &
echo "{\\"pid\\": $!}"
while :; do sleep 0.01; done`),
      {},
      { graceMs: 50 },
    )
    harness.decide = () => 'stop'
    expect(await harness.run()).toMatchObject({ cause: 'stopped' })
    expect(isRunning(harness.reports()[0]?.['pid'] as number)).toBe(false)
  })

  it('can be asked for, and ordered, from outside', async () => {
    const harness = await open(sh(`echo '{"a": 1}'; exec sleep 1000`))
    for (const [how, cause] of [
      ['ask', 'stopped'],
      ['kill', 'killed'],
    ] as const) {
      const spec = harness.launch()
      await harness.reported(spec, 1)
      harness.executor.stop(spec, how)
      expect(await harness.ended(spec)).toMatchObject({ cause })
    }
  })

  it('after it was killed leaves no result waiting for an answer', async () => {
    const harness = await open(sh(`echo '{"a": 1}'; echo '{"a": 2}'; exec sleep 1000`))
    harness.decide = () => undefined
    const spec = harness.launch()
    await harness.reported(spec, 1)
    harness.executor.stop(spec, 'kill')
    expect(await harness.ended(spec)).toMatchObject({ cause: 'killed' })
  })

  it('waits for the decisions on all results', async () => {
    const harness = await open(sh(`echo '{"a": 1}'; echo '{"a": 2}'`))
    harness.decide = () => undefined
    const spec = harness.launch()
    await harness.reported(spec, 1)
    const { pid } = harness.events[0] as { pid: number }
    await waitUntil(() => !isRunning(pid))
    harness.executor.answer(spec, 1, 'continue')
    await harness.reported(spec, 2)
    expect(harness.events.map(({ type }) => type)).toEqual(['started', 'reported', 'reported'])
    harness.executor.answer(spec, 2, 'stop')
    expect(await harness.ended(spec)).toMatchObject({ cause: 'stopped' })
  })

  it.each([
    ['echo oops >&2; exit 4', 'EXIT_CODE', 'code 4', 'oops'],
    [`echo '{"a": 1}'; exit 1`, 'EXIT_CODE', 'code 1', undefined],
    ['kill -KILL $$', 'KILLED_BY_SIGNAL', 'SIGKILL', undefined],
    ['echo hello', 'NO_RESULT', 'JSON object', undefined],
  ])('of %j is an error', async (source, code, message, stderr) => {
    const harness = await open(sh(source))
    const { cause, error } = await harness.run()
    expect(cause).toBe('error')
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) })
    expect(error?.stderr).toBe(stderr)
  })

  it('without a match names the expressions that never matched', async () => {
    const metrics = { regex: { loss: /loss=(\S+)/, acc: /acc=(\S+)/ } }
    const harness = await open(sh('echo loss=1'), { metrics })
    const { error } = await harness.run()
    expect(error).toMatchObject({ code: 'NO_RESULT' })
    expect(error?.message).toContain('no line matched the expression for acc')
  })

  it.each([
    ['no-such-program-here', {}, 'no program "no-such-program-here"'],
    [join(folder, 'plain'), {}, 'not executable'],
    ['true', { cwd: '/nowhere' }, 'working directory /nowhere does not exist'],
  ])('of %s, which cannot be started, says why', async (template, options, message) => {
    const harness = await open(template, options)
    const { cause, error } = await harness.run()
    expect(cause).toBe('error')
    expect(error).toMatchObject({
      code: 'SPAWN_FAILED',
      message: expect.stringContaining(message),
    })
    expect(harness.events).toHaveLength(1)
  })
})
