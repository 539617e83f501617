import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { opening, train } from './python-fixture.ts'

describe.each([
  ['forked', true],
  ['started anew', false],
])('a Python trial (%s) that fails', (_name, warm) => {
  const open = opening(warm)

  it.each([
    ['an exception', train('raise ValueError("é: broken")'), 'ValueError', /^é: broken$/],
    ['a syntax error', 'def train(config:', 'SyntaxError', /train_\d+\.py, line 1/],
    ['a missing module', 'import nowhere_at_all', 'ModuleNotFoundError', /nowhere_at_all/],
    ['a missing function', 'def other(config): pass', 'AttributeError', /It has: other/],
    ['sys.exit(3)', train('sys.exit(3)'), 'SystemExit', /exit code 3/],
    [
      'a metric that is none',
      train('attune.report({"a": {1}})'),
      'TypeError',
      /'a' is of type set/,
    ],
  ])('by %s', async (_name, source, name, message) => {
    const harness = await open(source)
    const { cause, error } = await harness.run()
    expect(cause).toBe('error')
    expect(error).toMatchObject({ name, message: expect.stringMatching(message) })
    expect(error?.stack).not.toContain('runner.py')
  })

  it.each([
    ['os._exit(3)', 'EXIT_CODE', /exited with code 3/],
    ['os.kill(os.getpid(), signal.SIGKILL)', 'KILLED_BY_SIGNAL', /SIGKILL.*memory/],
    ['os.kill(os.getpid(), signal.SIGSEGV)', 'KILLED_BY_SIGNAL', /SIGSEGV/],
  ])('by %s, with its last words', async (end, code, message) => {
    for (const logToFile of [{ stdout: 'stdout', stderr: 'stderr' }, false] as const) {
      const body = `attune.report({"a": 1})\nprint("last words", file=sys.stderr)\n${end}`
      const harness = await open(train(body), { function: 'train' }, { logToFile })
      const { cause, error } = await harness.run()
      expect({ cause, error }).toEqual({
        cause: 'error',
        error: {
          name: 'TrialError',
          code,
          message: expect.stringMatching(message),
          stderr: 'last words',
        },
      })
      expect(harness.reports()).toEqual([{ a: 1 }])
    }
  })

  it('by a SIGTERM from somebody else', async () => {
    const harness = await open(train('os.kill(os.getpid(), signal.SIGTERM)\ntime.sleep(60)'))
    const { cause, error } = await harness.run()
    expect(cause).toBe('error')
    expect(error?.message).toContain('SIGTERM from outside the study')
  })

  it('by an end without a word, which names the log', async () => {
    const harness = await open(train('os._exit(0)'))
    const spec = harness.launch()
    const { cause, error } = await harness.ended(spec)
    expect(cause).toBe('error')
    expect(error).toMatchObject({ code: 'NO_RESULT' })
    expect(error?.message).toContain(join(spec.dir, 'stdout'))
    expect(error?.message).toContain('attune.report()')
  })

  it('but not by an abrupt end after results', async () => {
    const harness = await open(train('attune.report({"a": 1})\nos._exit(0)'))
    expect(await harness.run()).toMatchObject({ cause: 'completed' })
  })

  it.each([
    ['garbage', 'b"hello world\\n"', '"hello world"'],
    ['bytes', 'bytes(range(128, 256)) + b"\\n"', 'is not JSON'],
    ['another trial', `b'{"type":"done","trial":"x","attempt":1}\\n'`, 'names trial x'],
    [
      'a path',
      `b'{"type":"report","trial":"t","attempt":1,"seq":1,"metrics":{},"checkpoint":"../x"}\\n'`,
      'checkpoint',
    ],
    ['a newer protocol', `b'{"type":"hello","protocol":2,"pid":1}\\n'`, 'version 2'],
  ])('by %s on the descriptor', async (_name, bytes, message) => {
    const harness = await open(train(`os.write(3, ${bytes})\ntime.sleep(60)`))
    const { cause, error } = await harness.run()
    expect(cause).toBe('error')
    expect(error).toMatchObject({ code: 'PROTOCOL_ERROR' })
    expect(error?.message).toContain(message)
  })

  it('and shows only what the failed attempt wrote', async () => {
    const harness = await open(
      train('print("attempt", os.environ["ATTUNE_ATTEMPT"], file=sys.stderr)\nos._exit(1)'),
    )
    const spec = harness.launch()
    await harness.ended(spec)
    const { error } = await harness.run({}, { trial: spec.trial, attempt: 2 })
    expect(error?.stderr).toBe('attempt 2')
    expect(readFileSync(join(spec.dir, 'stderr'), 'utf8')).toBe('attempt 1\nattempt 2\n')
  })

  it('to start, in a folder that is not there', async () => {
    const harness = await open(train('pass'))
    const { cause, error } = await harness.run({}, { dir: '/nowhere/trial' })
    expect(cause).toBe('error')
    expect(error).toMatchObject({ code: 'SPAWN_FAILED' })
    expect(harness.events).toHaveLength(1)
  })
})
