import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { spawnChild } from '../../../../src/executor/process/child-process.ts'
import { ProcessExecutor } from '../../../../src/executor/process/process-executor.ts'
import { trialEnvironment } from '../../../../src/executor/process/trial-environment.ts'
import { isRunning } from '../../../support/processes.ts'
import { asleep, left, openCommand, openExecutor, openGang, TWO } from './gang-fixture.ts'
import type { LaunchSpec } from '../../../../src/executor/executor.ts'
import type { AttemptPlan } from '../../../../src/executor/process/process-attempt.ts'

/** Nobody would wait so long: what ends before has not been waited for. */
const NEVER = { graceMs: 100_000 }

/** What a rank hears when another one is gone. */
const RESET =
  'raise RuntimeError("[gloo/transport/tcp/pair.cc:547] Connection reset by peer [127.0.0.1]")'

describe('a rank that fails', () => {
  it('ends the others, and is named with its own error', async () => {
    const harness = await openGang(
      `
if rank == 1:
    wait_for("asleep.0")
    raise ValueError("broken")
sleep()`,
      NEVER,
    )
    const spec = harness.launch({}, TWO)
    const isAnyAwake = await asleep(spec, [0])
    const { cause, error } = await harness.ended(spec)
    expect({ cause, error }).toEqual({
      cause: 'error',
      error: {
        name: 'ValueError',
        message: 'Rank 1 of 2: broken',
        stack: expect.stringMatching(
          /^Rank 1 of 2: Traceback[^]*in train[^]*ValueError: broken\n$/,
        ),
      },
    })
    expect(isAnyAwake()).toBe(false)
    expect(harness.events.filter(({ type }) => type === 'ended')).toHaveLength(1)
    expect(readFileSync(join(spec.dir, 'stderr.rank1'), 'utf8')).toContain('ValueError: broken')
  })

  it('is blamed, and not rank 0, which has heard of it first', async () => {
    const harness = await openGang(
      `
if rank == 0:
    wait_for("gone.1")
    ${RESET}
try:
    raise ValueError("broken")
finally:
    leave("gone.1")
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while "Connection reset" not in open(os.path.join(attune.get_trial_dir(), "stderr")).read():
        time.sleep(0.005)`,
      NEVER,
    )
    const { error } = await harness.run({}, TWO)
    expect(error).toMatchObject({ name: 'ValueError', message: 'Rank 1 of 2: broken' })
  })

  it.each([
    ['SIGKILL', /^Rank 1 of 2 was killed by SIGKILL, which this study did not send.*memory/],
    ['SIGSEGV', /^Rank 1 of 2 was ended by SIGSEGV/],
  ])('by %s is blamed, and not who lost the connection to it', async (name, message) => {
    const harness = await openGang(
      `
if rank == 0:
    leave("pid.0", str(os.getpid()))
    wait_for("pid.1")
    with open(os.path.join(attune.get_trial_dir(), "pid.1")) as file: other = int(file.read())
    os.kill(other, signal.${name})
    ${RESET}
print("last words", file=sys.stderr)
leave("pid.1", str(os.getpid()))
sleep()`,
      NEVER,
    )
    const { cause, error } = await harness.run({}, TWO)
    expect({ cause, error }).toEqual({
      cause: 'error',
      error: {
        name: 'TrialError',
        code: 'KILLED_BY_SIGNAL',
        message: expect.stringMatching(message),
        stderr: 'last words',
      },
    })
  })

  it('is killed where it does not end when the others have', async () => {
    const harness = await openGang(
      `
if rank == 0:
    wait_for("asleep.1")
    raise ValueError("broken")
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sleep()`,
      { graceMs: 100 },
    )
    const spec = harness.launch({}, TWO)
    const isAnyAwake = await asleep(spec, [1])
    const { error } = await harness.ended(spec)
    expect(error).toMatchObject({ message: 'Rank 0 of 2: broken' })
    expect(isAnyAwake()).toBe(false)
  })

  it('and says so, but does not end, ends with the others all the same', async () => {
    const harness = await openGang(
      `
if rank == 1:
    import threading
    threading.Thread(target=sleep).start()
    wait_for("asleep.0"); wait_for("asleep.1")
    raise ValueError("broken")
sleep()`,
      { graceMs: 100 },
    )
    const spec = harness.launch({}, TWO)
    const isAnyAwake = await asleep(spec)
    const { error } = await harness.ended(spec)
    expect(error).toMatchObject({ message: 'Rank 1 of 2: broken' })
    expect(isAnyAwake()).toBe(false)
  })

  it('without a word is named with its last lines', async () => {
    const harness = await openCommand(
      'if [ $RANK = 1 ]; then echo "CUDA out of memory" >&2; exit 3; fi; sleep 1000',
      { shell: true },
      NEVER,
    )
    const { cause, error } = await harness.run({}, TWO)
    expect({ cause, error }).toEqual({
      cause: 'error',
      error: {
        name: 'TrialError',
        code: 'EXIT_CODE',
        message: 'Rank 1 of 2 exited with code 3.',
        stderr: 'CUDA out of memory',
      },
    })
  })

  it('after rank 0 was done changes nothing', async () => {
    const harness = await openGang(`
if rank == 0:
    attune.report({"a": 1})
    import atexit
    atexit.register(leave, "done")
    return
wait_for("done")
raise ValueError("too late")`)
    expect(await harness.run({}, TWO)).toMatchObject({ cause: 'completed' })
  })

  it('does not change that the trial was told to end', async () => {
    const harness = await openGang(
      `
if rank == 0:
    attune.report({"a": 1})
sleep()`,
      { graceMs: 100 },
    )
    harness.decide = () => 'stop'
    expect(await harness.run({}, TWO)).toMatchObject({ cause: 'stopped' })
  })
})

describe('a rank that cannot be started', () => {
  it('because there is no such program is an error of the trial', async () => {
    const harness = await openCommand('no-such-program')
    const { error } = await harness.run({}, TWO)
    expect(error).toMatchObject({
      code: 'SPAWN_FAILED',
      message:
        'Rank 0 of 2 could not be started: there is no program "no-such-program" on the PATH.',
    })
  })

  it('ends those that were', async () => {
    const harness = await openExecutor(new HalfStarted())
    const spec = harness.launch({}, TWO)
    const { error } = await harness.ended(spec)
    expect(error).toEqual({
      name: 'TrialError',
      code: 'SPAWN_FAILED',
      message: 'Rank 1 of 2 could not be started: no room',
    })
    expect(isRunning(Number(await left(spec, 'pid')))).toBe(false)
  })
})

/** Starts rank 0, and rank 1 never. */
class HalfStarted extends ProcessExecutor {
  protected prepare(): Promise<void> {
    return Promise.resolve()
  }

  protected plan(spec: LaunchSpec): AttemptPlan {
    return {
      argv: [
        '/bin/sh',
        '-c',
        'echo $$ > "$ATTUNE_TRIAL_DIR/pid.part"; mv pid.part pid; sleep 1000',
      ],
      env: trialEnvironment(spec),
      cwd: spec.dir,
      start: async (options) => {
        if (options.env['RANK'] === '0') return spawnChild(options)
        await left(spec, 'pid')
        throw new Error('no room')
      },
      advice: () => '',
    }
  }
}
