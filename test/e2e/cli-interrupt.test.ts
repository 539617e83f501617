import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { attune, attuneCommand } from '../support/attune-cli.ts'
import { openPty } from '../support/pty.ts'
import { storedEvents, upTo } from '../support/stored-study.ts'
import { waitUntil } from '../support/wait-until.ts'
import { iterations, userFolder } from './cli-folder.ts'

interface Running {
  readonly cwd: string
  readonly dir: string
  readonly kill: (signal: NodeJS.Signals) => void
  readonly output: () => string
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>
}

/** Starts `attune run slow.yaml`, and waits until some of its trials have reported. */
async function runSlow(...options: string[]): Promise<Running> {
  const cwd = userFolder()
  const [file, args] = attuneCommand(['run', 'slow.yaml', ...options])
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const dir = join(cwd, 'attune_results', 'slow')
  const running = { cwd, dir, kill: child.kill.bind(child), output: () => output, exit }
  await waitUntil(() => {
    if (child.exitCode !== null) throw new Error(output)
    return reports(dir) >= 4
  })
  return running
}

function reports(dir: string): number {
  return storedEvents(dir).filter(({ type }) => type === 'reported').length
}

/** Lets the trials of a study end, goes on with it, and looks at what has become of it. */
async function expectResumable({ cwd, dir }: Pick<Running, 'cwd' | 'dir'>): Promise<void> {
  writeFileSync(join(cwd, 'go'), '')
  const { code, stderr } = await attune(['resume', 'slow'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const all = iterations(dir)
  expect(all).toHaveLength(4)
  // Every iteration is there once.
  for (const each of all) {
    expect(each.length).toBeGreaterThanOrEqual(5)
    expect(each).toEqual(upTo(each.length))
  }
}

describe('an interrupted study on the command line', () => {
  it('ends with 3 after Ctrl-C, and can be resumed without anything else', async () => {
    const study = await runSlow()
    study.kill('SIGINT')
    expect(await study.exit).toEqual({ code: 3, signal: null })
    expect(study.output()).toContain('SIGINT: ending gracefully')
    expect(study.output()).toContain(`attune resume ${study.dir}`)
    await expectResumable(study)
    // Callbacks of the study file are there again.
    const diary = readFileSync(`${study.dir}.diary`, 'utf8')
    expect(diary).toBe('start 0\nend 4\nstart 4\nend 4\n')
  })

  it('dies of the second Ctrl-C', async () => {
    const study = await runSlow('-o', 'trainable.export=deaf', '-o', 'grace=60')
    study.kill('SIGINT')
    await waitUntil(() => study.output().includes('ending gracefully'))
    study.kill('SIGINT')
    expect(await study.exit).toEqual({ code: null, signal: 'SIGINT' })
  })

  it('goes on after kill -9 of its tuner, with every iteration once', async () => {
    const study = await runSlow()
    study.kill('SIGKILL')
    expect(await study.exit).toEqual({ code: null, signal: 'SIGKILL' })
    await expectResumable(study)
  })

  it('is told to whoever wants to run it a second time', async () => {
    const study = await runSlow()
    const second = await attune(['resume', 'slow'], { cwd: study.cwd })
    expect(second.code).toBe(4)
    expect(second.stderr).toContain('is in use by process')
    const third = await attune(['run', 'slow.yaml', '--json'], { cwd: study.cwd })
    expect(third.code).toBe(1)
    expect(JSON.parse(third.stdout)).toMatchObject({ error: { code: 'STUDY_EXISTS' } })
    study.kill('SIGINT')
    expect((await study.exit).code).toBe(3)
  })
})

describe('a running study, from another process', () => {
  it('is stopped, paused, resumed and added to', { timeout: 120_000 }, async () => {
    const { cwd, dir, exit } = await runSlow()
    const call = async (...args: string[]): Promise<unknown> => {
      const { code, stdout, stderr } = await attune([...args, '--json'], { cwd })
      expect({ code, stderr }).toMatchObject({ code: 0 })
      return JSON.parse(stdout)
    }
    const happened = (type: string, trial: string): boolean =>
      storedEvents(dir).some((event) => {
        return event.type === type && 'trial' in event && event.trial.endsWith(trial)
      })

    await call('pause', 'slow', '0')
    await waitUntil(() => happened('ended', '_00000'))
    await call('resume', 'slow', '0')
    expect(await call('stop', 'slow', '1', '--reason', 'dull')).toMatchObject({
      trials: [{ status: 'TERMINATED' }],
    })
    expect(await call('add', 'slow', 'x=9')).toMatchObject({
      trial: expect.stringMatching(/_0000\d$/) as unknown,
    })
    expect(await call('stop', 'slow')).toMatchObject({ ended: true, complete: false })
    expect(await exit).toEqual({ code: 3, signal: null })
    const added = storedEvents(dir).filter((event) => event.type === 'trial-added')
    expect(added.map(({ params }) => params['x'])).toContain(9)
  })
})

describe('attune run on a terminal', () => {
  it('shows the study, ends it with Ctrl-C, and leaves the terminal as it was', async () => {
    const cwd = userFolder()
    const [file, args] = attuneCommand(['run', 'slow.yaml'])
    const pty = openPty(file, args, { cwd })
    await pty.waitFor((screen) => screen.some((line) => line.includes('2 RUNNING')))
    pty.write('\u0003')
    expect(await pty.exit).toEqual({ code: 3, signal: 0 })
    const left = pty.everything().join('\n')
    expect(left).toContain('Number of trials: 4/4 (4 PENDING)')
    expect(left).toContain('attune resume')
    expect(pty.cursorIsVisible()).toBe(true)
    expect(existsSync(join(cwd, 'attune_results', 'slow', 'study.yaml'))).toBe(true)
  })

  it('ends the study so that it can be resumed, when the terminal is closed', async () => {
    const cwd = userFolder()
    const dir = join(cwd, 'attune_results', 'slow')
    const program = attuneCommand(['run', 'slow.yaml']).flat()
    const { stdout } = spawnSync('python3', ['hang-up.py', '2 RUNNING', ...program], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, TERM: 'xterm-256color', CI: '' },
    })
    expect(JSON.parse(stdout)).toEqual({ signal: constants.signals.SIGHUP })
    const last = storedEvents(dir).at(-1)
    expect(last).toMatchObject({ type: 'study-finished', reason: 'interrupted by SIGHUP' })
    await expectResumable({ cwd, dir })
  })
})
