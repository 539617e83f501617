import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { StudyDriver } from '../support/study-driver.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fakeCli } from './fake-cli.ts'
import { FINISHED, finishedStudy, openStudy, storeStudy } from './stored-studies.ts'
import type { ExitCode } from '../../src/cli/exit-codes.ts'

const root = tempFolder()
storeStudy(root, 'done', [...finishedStudy().log, FINISHED])
storeStudy(root, 'gone', openStudy().log)
storeStudy(root, 'empty', [])

interface Shown {
  readonly code: ExitCode
  readonly lines: readonly string[]
  readonly stderr: string
  readonly stdout: string
}

/** @param columns Of a terminal; a pipe without. */
async function show(args: readonly string[], columns?: number): Promise<Shown> {
  const { cli, stdout, stderr } = fakeCli({ cwd: root, env: { NO_COLOR: '1' } })
  const world =
    columns === undefined ? cli : { ...cli, stdout: { ...cli.stdout, isTTY: true, columns } }
  const code = await runCli(['show', ...args], world)
  return { code, stdout: stdout(), lines: stdout().trimEnd().split('\n'), stderr: stderr() }
}

/** Ids in the order of the rows. */
function ids({ lines }: Shown): readonly string[] {
  return lines.flatMap((line) => /^\| (t\d+)/.exec(line)?.[1] ?? [])
}

async function json(args: readonly string[]): Promise<Record<string, unknown>> {
  return JSON.parse((await show([...args, '--json'])).stdout) as Record<string, unknown>
}

describe('attune show', () => {
  it('tells how the study stands, and all its trials', async () => {
    const { code, lines } = await show(['done'])
    expect(code).toBe(0)
    expect(lines[0]).toMatch(/^Study done in .*\/done$/)
    expect(lines[1]).toBe('Number of trials: 4/4 (3 TERMINATED, 1 ERROR)')
    expect(lines[2]).toMatch(/^Finished .* ago, 1min 40s after it began$/)
    expect(lines[3]).toMatch(/^Best trial: t1 with loss=0.25 and parameters=\{x: 0\.\d+\}$/)
    expect(lines[5]).toMatch(
      /^\| Trial +\| status +\| +x +\| +loss +\| +iter +\| +val\/accuracy +\|$/,
    )
    expect(
      lines.slice(7, 11).map((line) => line.split(/ *\| */).filter((_, i) => i !== 3)),
    ).toEqual([
      ['', 't0', 'TERMINATED', '0.5', '2', '0.7', ''],
      ['', 't1', 'TERMINATED', '0.25', '2', '0.8', ''],
      ['', 't2', 'TERMINATED', 'nan', '2', '0.9', ''],
      ['', 't3', 'ERROR', '', '', '', ''],
    ])
  })

  it('tells of a killed study that its trials wait', async () => {
    const { lines } = await show(['gone'])
    expect(lines[1]).toBe('Number of trials: 4/4 (4 PENDING)')
    expect(lines[2]).toMatch(/^Interrupted .* Its unfinished trials wait: attune resume gone$/)
  })

  it('tells of a study in which nothing has happened', async () => {
    expect((await show(['empty'])).lines.slice(1)).toEqual([
      'Number of trials: 0/4',
      expect.stringMatching(/^Interrupted/),
    ])
    expect(await json(['empty', '--columns', 'loss'])).toMatchObject({ trials: [], best: null })
    expect((await show(['empty', '--filter', 'loss < 1', '--sort', 'loss'])).code).toBe(0)
  })

  it.each([
    [['--filter', 'loss < 0.5'], 't1'],
    [['--filter', 'loss <= 0.5'], 't0 t1'],
    [['--filter', 'val/accuracy>0.7', '--filter', 'loss != nan'], 't1'],
    [['--filter', 'accuracy >= 0.8'], 't1 t2'],
    [['--filter', 'loss == nan'], 't2'],
    [['--filter', 'loss = null'], 't3'],
    [['--filter', 'status==error'], 't3'],
    [['--filter', "status != 'ERROR'"], 't0 t1 t2'],
    [['--filter', 'reason == "no hope"'], 't2'],
    [['--filter', 'x > 2'], ''],
    [['--status', 'terminated'], 't0 t1 t2'],
    [['--sort', 'loss'], 't1 t0 t2 t3'],
    [['--sort', 'loss', '--desc'], 't0 t1 t2 t3'],
    [['--sort', 'val/accuracy', '--desc'], 't2 t1 t0 t3'],
    [['--sort', 'number', '--desc', '--limit', '2'], 't3 t2'],
    [['--desc'], 't0 t1 t2 t3'],
    [['--limit', '2'], 't1 t3'],
  ])('chooses trials by %j', async (args, expected) => {
    expect(ids(await show(['done', ...args])).join(' ')).toBe(expected)
  })

  it('shows the columns that were asked for', async () => {
    const { lines } = await show(['done', '--columns', 'trial, val/accuracy,failures,config/x'])
    expect(lines[5]).toMatch(/^\| trial +\| +val\/accuracy +\| +failures +\| +config\/x +\|$/)
  })

  it.each([
    [['--columns', 'trial,los'], /has a column "los"\. Did you mean loss\?/],
    [['--sort', 'acuracy'], /has a column "acuracy"\. Did you mean .*accuracy\?/],
    [['--filter', 'lr < 1'], /has a column "lr"/],
    [['--filter', 'loss'], /is no condition/],
    [['--filter', 'loss <'], /is no condition/],
    [['--status', 'TERMINATE'], /Did you mean TERMINATED\?/],
    [['--limit', '0'], /at least 1/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr, stdout } = await show(['done', ...args])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(message)
  })

  it('fits a terminal, and says what it leaves out', async () => {
    const { lines } = await show(['done', '--limit', '3'], 50)
    for (const line of lines.filter((line) => /^[|+]/.test(line))) {
      expect(line.length).toBeLessThanOrEqual(50)
    }
    expect(lines.at(-2)).toMatch(/^\.\.\. \d columns? not shown: .*accuracy$/)
    expect(lines.at(-1)).toBe('... 1 more: attune show done --limit 4')
  })

  it('shows twenty trials on a terminal, all in a pipe', async () => {
    const driver = new StudyDriver({ numSamples: 30, cpus: 30 }).open()
    for (const { id, number } of driver.study.trials) {
      driver.report(id, { loss: 100 - number })
      driver.ended(id, 'completed')
    }
    storeStudy(root, 'many', [...driver.log, FINISHED])
    const piped = await show(['many'])
    expect(ids(piped)).toEqual(driver.study.trials.map(({ id }) => id))
    const onScreen = await show(['many'], 100)
    expect(ids(onScreen)).toHaveLength(20)
    expect(ids(onScreen)[0]).toBe('t29')
    expect(onScreen.lines.at(-1)).toBe('... 10 more: attune show many --limit 30')
  })

  it('says the same as JSON', async () => {
    const document = await json(['done', '--sort', 'loss'])
    expect(document).toMatchObject({
      study: 'done',
      state: 'finished',
      metric: 'loss',
      mode: 'min',
      total: 4,
      counts: { TERMINATED: 3, ERROR: 1 },
      best: 't1',
    })
    const trials = document['trials'] as readonly Record<string, unknown>[]
    expect(trials.map(({ trial }) => trial)).toEqual(['t1', 't0', 't2', 't3'])
    expect(trials[2]).toMatchObject({
      name: 'train_t2',
      status: 'TERMINATED',
      reason: 'no hope',
      iteration: 2,
      result: { loss: { $num: 'NaN' }, val: { accuracy: 0.9 } },
    })
    expect(trials[3]).toMatchObject({ failures: 1, error: { message: 'out of memory' } })
    expect((await json(['done', '--columns', 'loss,status', '--limit', '1']))['trials']).toEqual([
      { trial: 't1', columns: { loss: 0.25, status: 'TERMINATED' } },
    ])
  })

  it('says which study there is not', async () => {
    const { code, stderr } = await show(['nowhere'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/holds no study/)
  })

  it('names the best compromises of several metrics', async () => {
    const { log } = finishedStudy()
    const tuneConfig = { metric: ['loss', 'val/accuracy'], mode: ['min', 'max'], numSamples: 4 }
    storeStudy(root, 'several', [...log, FINISHED], { tuneConfig })
    const { lines } = await show(['several'])
    expect(lines).toContain('Pareto front: 1 of 4 trials')
    expect(lines.some((line) => /^ {2}t1 with loss=0.25, val\/accuracy=0.8/.test(line))).toBe(true)
  })
})
