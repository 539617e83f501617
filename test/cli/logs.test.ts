import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { hasTuner } from '../../src/cli/table/open-study.ts'
import { uniform } from '../../src/index.ts'
import { Tuner } from '../../src/tuner/tuner.ts'
import { attuneCommand } from '../support/attune-cli.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { fakeCli } from './fake-cli.ts'
import { FINISHED, finishedStudy, openStudy, storeStudy, writeLog } from './stored-studies.ts'

const root = tempFolder()
const done = storeStudy(root, 'done', [...finishedStudy().log, FINISHED])
writeLog(done, 't0', 'stdout', Array.from({ length: 20 }, (_, i) => `line ${i + 1}\n`).join(''))
writeLog(done, 't1', 'stdout', 'out \u001b[31mred\u001b[0m\r\n')
writeLog(done, 't1', 'stderr', 'err\nlast words')

async function logs(
  args: readonly string[],
  isTTY = false,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { cli, stdout, stderr } = fakeCli({ cwd: root, env: { NO_COLOR: '1' } })
  const world = isTTY ? { ...cli, stdout: { ...cli.stdout, isTTY } } : cli
  const code = await runCli(['logs', ...args], world)
  return { code, stdout: stdout(), stderr: stderr() }
}

/** A study that runs in this process: its trials go on when they are told to, and end when told to. */
function runningStudy(
  name: string,
  numSamples: number,
  maxConcurrentTrials = numSamples,
): {
  readonly dir: string
  readonly ids: readonly string[]
  readonly end: (number: number) => void
  readonly path: (number: number, file: string) => string
  readonly finished: Promise<unknown>
} {
  const ends: (() => void)[] = []
  const ids: string[] = []
  const dir = join(root, name)
  const finished = new Tuner(
    async (_config: { readonly x: number }, trial) => {
      ids.push(trial.id)
      await new Promise<void>((resolve) => ends.push(resolve))
      await trial.report({ loss: 1 })
    },
    {
      paramSpace: { x: uniform(0, 1) },
      tuneConfig: { metric: 'loss', mode: 'min', numSamples, maxConcurrentTrials },
      runConfig: { storagePath: root, name, verbose: 0 },
    },
  ).fit()
  return {
    dir,
    ids,
    finished,
    end: (number) => ends[number]?.(),
    path: (number, file) => join(dir, `trainable_${ids[number]}`, file),
  }
}

/** So many trials run, and the tuner can be reached. */
async function begun(study: ReturnType<typeof runningStudy>, count: number): Promise<void> {
  await waitUntil(async () => study.ids.length === count && (await hasTuner(study.dir)))
}

describe('attune logs', () => {
  it('prints all of a trial', async () => {
    const { code, stdout } = await logs(['done', 't0'])
    expect(code).toBe(0)
    expect(stdout.split('\n').slice(0, -1)).toEqual(
      Array.from({ length: 20 }, (_, i) => `line ${i + 1}`),
    )
  })

  it.each([
    [['t0', '-n', '2'], 'line 19\nline 20\n'],
    [['t0', '-n', '0'], ''],
    [['t0', '--stderr'], ''],
    [['t1', '--stdout'], 'out red\n'],
    [['t1', '--stderr'], 'err\nlast words\n'],
    [['t3'], ''],
  ])('prints %j', async (args, expected) => {
    expect((await logs(['done', ...args])).stdout).toBe(expected)
  })

  it('tells two files apart', async () => {
    expect((await logs(['done', 't1'])).stdout).toBe(
      `==> ${join(done, 'train_t1', 'stdout')} <==\nout red\n` +
        `==> ${join(done, 'train_t1', 'stderr')} <==\nerr\nlast words\n`,
    )
  })

  it('leaves colours to a terminal, and writes them out as JSON', async () => {
    expect((await logs(['done', 't1', '--stdout'], true)).stdout).toBe(
      'out \u001b[31mred\u001b[0m\n',
    )
    expect(JSON.parse((await logs(['done', 't1', '--json'])).stdout)).toMatchObject({
      study: 'done',
      trials: [
        {
          trial: 't1',
          logs: [
            { stream: 'stdout', lines: ['out \\x1b[31mred\\x1b[0m'] },
            { stream: 'stderr', lines: ['err', 'last words'] },
          ],
        },
      ],
    })
  })

  it('finds files under the names that the study gave them', async () => {
    const named = storeStudy(root, 'named', openStudy().log, {
      runConfig: { logToFile: 'log.txt' },
    })
    writeLog(named, 't0', 'log.txt', 'both\n')
    expect((await logs(['named', 't0', '--stderr'])).stdout).toBe('both\n')
    storeStudy(root, 'none', openStudy().log, { runConfig: { logToFile: false } })
    expect(await logs(['none', 't0'])).toMatchObject({ code: 0, stdout: '' })
  })

  it('says when nothing is running', async () => {
    expect(await logs(['done'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No trial of done is running. For the output of one: attune logs done TRIAL\n',
    })
    expect(JSON.parse((await logs(['done', '--json'])).stdout)).toMatchObject({ trials: [] })
    expect(await logs(['done', '-f'])).toMatchObject({ code: 0, stdout: '' })
    expect((await logs(['done', 't0', '-f', '-n', '1'])).stdout).toBe('line 20\n')
  })

  it('follows a trial to its end: unfinished lines, a file begun anew', async () => {
    const study = runningStudy('follow-one', 2)
    await begun(study, 2)
    const path = study.path(0, 'stdout')
    writeFileSync(path, 'old\nrecent\nbeg')
    const { cli, stdout } = fakeCli({ cwd: root })
    const code = runCli(['logs', 'follow-one', '0', '-f', '-n', '1'], cli)
    await waitUntil(() => stdout() === 'recent\n')
    appendFileSync(path, 'un\nmore\n')
    await waitUntil(() => stdout() === 'recent\nbegun\nmore\n')
    writeFileSync(path, 'anew\n')
    await waitUntil(() => stdout().endsWith('anew\n'))
    writeFileSync(study.path(0, 'stderr'), 'late ')
    appendFileSync(path, 'no end')
    study.end(0)
    expect(await code).toBe(0)
    expect(stdout()).toBe('recent\nbegun\nmore\nanew\nno end\nlate \n')
    study.end(1)
    await study.finished
  })

  it('follows all trials that run, and those that begin, to the end of the study', async () => {
    const study = runningStudy('follow-all', 3, 2)
    await begun(study, 2)
    for (const i of [0, 1]) writeFileSync(study.path(i, 'stdout'), `hello from ${i}\n`)
    const { cli, stdout } = fakeCli({ cwd: root })
    const code = runCli(['logs', 'follow-all', '--follow'], cli)
    await waitUntil(() => stdout().split('\n').length === 3)
    study.end(0)
    await begun(study, 3)
    writeFileSync(study.path(2, 'stderr'), 'hello from 2\n')
    study.end(1)
    study.end(2)
    await study.finished
    expect(await code).toBe(0)
    const [a, b, c] = study.ids
    expect(stdout().trimEnd().split('\n').sort()).toEqual(
      [`${a} | hello from 0`, `${b} | hello from 1`, `${c} ! hello from 2`].sort(),
    )
  })

  it('follows as JSON lines', async () => {
    const study = runningStudy('follow-json', 1)
    await begun(study, 1)
    writeFileSync(study.path(0, 'stderr'), 'a\tb\n')
    const { cli, json } = fakeCli({ cwd: root })
    const code = runCli(['logs', 'follow-json', '-f', '--json'], cli)
    study.end(0)
    expect(await code).toBe(0)
    await study.finished
    expect(json()).toEqual({ trial: study.ids[0], stream: 'stderr', line: 'a\\tb' })
  })

  it('ends well with Ctrl-C', async () => {
    const study = runningStudy('interrupted', 1)
    await begun(study, 1)
    writeFileSync(study.path(0, 'stdout'), 'hello\n')
    const [file, args] = attuneCommand(['logs', study.dir, '-f'])
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    await waitUntil(() => stdout === `${study.ids[0]} | hello\n`)
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
    study.end(0)
    await study.finished
  })
})
