import { describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { runCli } from '../../src/cli/run-cli.ts'
import { scripted } from '../support/scripted-scheduler.ts'
import { StudyDriver } from '../support/study-driver.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fakeCli } from './fake-cli.ts'
import { FINISHED, finishedStudy, openStudy, storeStudy, writeLog } from './stored-studies.ts'

const root = tempFolder()
const done = storeStudy(root, 'done', [...finishedStudy().log, FINISHED], {
  runConfig: { checkpointConfig: { numToKeep: 1 } },
})
writeLog(done, 't1', 'stdout', 'one\ntwo \u001b[31mred\u001b[0m\nthree\n')
const stderrPath = writeLog(done, 't1', 'stderr', 'warning\u0007\n')

async function trial(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { cli, stdout, stderr } = fakeCli({ cwd: root, env: { NO_COLOR: '1' } })
  const code = await runCli(['trial', ...args], cli)
  return { code, stdout: stdout(), stderr: stderr() }
}

async function json(...args: string[]): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse((await trial(...args, '--json')).stdout) as Record<string, unknown>
}

describe('attune trial', () => {
  it('tells everything about a trial', async () => {
    const { code, stdout } = await trial('done', 'best', '--lines', '2')
    expect(code).toBe(0)
    const lines = stdout.split('\n')
    expect(lines[0]).toBe('Trial train_t1 (the best)')
    expect(lines[1]).toBe('Status: TERMINATED after 2 iterations in 5s')
    expect(lines[2]).toMatch(/^Attempt 1: started \d{4}-\d\d-\d\d \d\d:\d\d, completed after 6s$/)
    expect(lines).toContain('Resources: 1 cpu')
    expect(stdout).toMatch(
      /\nConfig:\n {2}x: 0\.\d+\nLast result:\n {2}training_iteration: 2\n {2}loss: 0.25\n {2}val\/accuracy: 0.8\n/,
    )
    expect(stdout).toMatch(/\nloss\n +1 \+\*/)
    expect(stdout).toMatch(/\n {2}\S*train_t1\/checkpoint_1 \(iteration 2\)\n/)
    expect(stdout).not.toContain('checkpoint_0 ')
    expect(stdout).toContain(
      `Last lines of stdout (${join(done, 'train_t1', 'stdout')}):\n  two red\n  three\n`,
    )
    expect(stdout).toContain(`Last lines of stderr (${stderrPath}):\n  warning\\x07\n`)
  })

  it('tells why one failed or was stopped', async () => {
    const failed = await trial('done', 't3')
    expect(failed.stdout).toMatch(/^Status: ERROR after 0 iterations/m)
    expect(failed.stdout).toMatch(/^Error:\n {2}Error: out of memory$/m)
    expect(failed.stdout).not.toContain('+--')
    const stopped = await trial('done', '2')
    expect(stopped.stdout).toMatch(/^Status: TERMINATED \(no hope\) after 2 iterations/m)
    expect(stopped.stdout).toContain('loss (1 not finite)')
  })

  it('draws the metrics that were asked for', async () => {
    const { stdout } = await trial('done', 't0', '-m', 'val/accuracy', '-m', 'loss')
    expect(stdout.indexOf('\nval/accuracy\n')).toBeLessThan(stdout.indexOf('\nloss\n'))
    const { code, stderr } = await trial('done', 't0', '-m', 'los')
    expect(code).toBe(1)
    expect(stderr).toMatch(/has not reported "los"\. Did you mean loss\?/)
  })

  it('is drawn in braille where there is Unicode, no wider than the terminal', async () => {
    const { cli, stdout } = fakeCli({ cwd: root, env: { LANG: 'C.UTF-8', TERM: 'xterm' } })
    const terminal = { ...cli.stdout, isTTY: true, columns: 40 }
    await runCli(['trial', 'done', 't0'], { ...cli, stdout: terminal })
    const drawn = stdout()
      .split('\n')
      .filter((line) => /[│┤└]/.test(line))
    expect(drawn).toHaveLength(11)
    expect(drawn.some((line) => /[\u2801-\u28ff]/.test(line))).toBe(true)
    for (const line of drawn) expect(line.length).toBeLessThanOrEqual(40)
  })

  it('says the same as JSON', async () => {
    expect(await json('done', 't1', '--lines', '1')).toMatchObject({
      study: 'done',
      trial: 't1',
      name: 'train_t1',
      path: join(done, 'train_t1'),
      status: 'TERMINATED',
      attempts: [{ attempt: 1, cause: 'completed', from: 0 }],
      history: [{ loss: 1 }, { loss: 0.25 }],
      checkpoints: [{ index: 1, path: join(done, 'train_t1', 'checkpoint_1') }],
      exploits: [],
      logs: [
        { stream: 'stdout', lines: ['three'] },
        { stream: 'stderr', lines: ['warning\\x07'] },
      ],
    })
    expect(await json('done', 't2')).toMatchObject({
      history: [{ loss: 0.125 }, { loss: { $num: 'NaN' } }],
    })
  })

  it('tells each start of one that was started again, and of which it is a copy', async () => {
    const exploit = { from: 't1', config: { x: 0.5 } }
    const driver = new StudyDriver({
      numSamples: 2,
      scheduler: scripted({
        decisions: { 't0@2': { action: 'exploit', exploit, reason: 'is worse' } },
      }),
      setup: { failures: { maxFailures: 1, failFast: false, backoffS: 0 } },
    }).open()
    driver.report('t1', { loss: 0 }, { checkpoint: true })
    driver.report('t0', { loss: 1 })
    driver.wait(2).ended('t0', 'error', 'a cosmic ray')
    driver.report('t0', { loss: 1 })
    driver.report('t0', { loss: 1 })
    driver.ended('t0', 'paused')
    storeStudy(root, 'copied', driver.log, {
      runConfig: { failureConfig: { maxFailures: 1 } },
    })
    const { stdout } = await trial('copied', 't0')
    expect(stdout).toMatch(/^Attempt 1: started .*, error after 2s: a cosmic ray$/m)
    expect(stdout).toMatch(/^Attempt 2: started .*, paused after 0s$/m)
    expect(stdout).toMatch(/^Attempt 3: started .* from iteration 1$/m)
    expect(stdout).toMatch(/^ {2}at iteration 2 from t1 at iteration 1 \(is worse\): \{x: 0.5\}$/m)
    expect(stdout).toMatch(/^Last failure, since retried:\n {2}Error: a cosmic ray$/m)
    expect(await json('copied', 't0')).toMatchObject({
      attempts: [
        { cause: 'error', error: { message: 'a cosmic ray' } },
        { cause: 'paused' },
        { from: 1 },
      ],
      exploits: [{ from: 't1', newConfig: { x: 0.5 } }],
      failures: 1,
    })
  })

  it('tells of one that has not begun', async () => {
    storeStudy(root, 'gone', openStudy().log)
    const { code, stdout } = await trial('gone', 't3')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Status: PENDING after 0 iterations in 0s\nFolder/m)
  })

  it.each([
    [['done', 't9'], /There is no trial "t9"/],
    [['done', 't'], /There is no trial "t"/],
    [['nowhere', 't0'], /holds no study/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await trial(...args)
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
  })
})
