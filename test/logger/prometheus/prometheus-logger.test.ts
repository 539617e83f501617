import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { gridSearch, Tuner, withResources } from '../../../src/index.ts'
import { expose } from '../../../src/logger/prometheus/exposition.ts'
import { PrometheusLogger } from '../../../src/logger/prometheus/prometheus-logger.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { newStudy } from '../trial-files.ts'
import { parseExposition } from './exposition-parser.ts'
import type { Trial, TunerOptions } from '../../../src/index.ts'
import type { ReadFamily } from './exposition-parser.ts'

const storagePath = tempFolder()

async function scrape(logger: PrometheusLogger): Promise<Map<string, ReadFamily>> {
  const answer = await fetch(String(logger.address))
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  return parseExposition(await answer.text())
}

/** The values of a metric by those of its labels besides the study's name. */
function valuesOf(read: Map<string, ReadFamily>, name: string): Record<string, number> {
  const samples = read.get(name)?.samples ?? []
  return Object.fromEntries(
    samples.map(({ labels, value }) => {
      const others = Object.entries(labels).filter(([key]) => key !== 'study')
      return [others.map(([, text]) => text).join(' '), value]
    }),
  )
}

const tuneConfig = { metric: 'loss', mode: 'min', capacity: { cpu: 2, gpu: 1 } } as const
type RunConfig = NonNullable<TunerOptions<unknown>['runConfig']>
const runConfig = (name: string, logger: PrometheusLogger): RunConfig => ({
  name,
  storagePath,
  verbose: 0,
  callbacks: [logger],
})

describe('the metrics of a running study', () => {
  it('say how it is at that moment', async () => {
    const logger = new PrometheusLogger({ port: 0 })
    let read = new Map<string, ReadFamily>()
    const ids: string[] = []
    const train = async (config: { readonly n: number }, trial: Trial): Promise<void> => {
      if (config.n === 0) throw new Error('first one fails')
      await trial.report({ loss: config.n, bad: Number.NaN, high: Infinity, low: -Infinity })
      ids.push(trial.id)
      if (config.n === 2) {
        await trial.report({ loss: 0.5, phase: 'text', 'a "b"\\\n': 1 })
        read = await scrape(logger)
      }
    }
    await new Tuner(withResources(train, { cpu: 1, gpu: 0.5 }), {
      paramSpace: { n: gridSearch([0, 1, 2]) },
      tuneConfig: { ...tuneConfig, maxConcurrentTrials: 1 },
      runConfig: runConfig('a "study"', logger),
    }).fit()
    expect(logger.address).toBeUndefined()
    expect(read.get('attune_study_info')?.samples).toEqual([
      { labels: { study: 'a "study"', metric: 'loss', mode: 'min' }, value: 1 },
    ])
    expect(valuesOf(read, 'attune_trials')).toEqual({
      PENDING: 0,
      RUNNING: 1,
      PAUSED: 0,
      TERMINATED: 1,
      ERROR: 1,
    })
    expect(valuesOf(read, 'attune_trials_total')).toEqual({ '': 3 })
    expect(valuesOf(read, 'attune_trials_planned')).toEqual({ '': 3 })
    expect(valuesOf(read, 'attune_best_metric')).toEqual({ loss: 0.5 })
    expect(valuesOf(read, 'attune_reports_total')).toEqual({ '': 3 })
    expect(valuesOf(read, 'attune_trial_failures_total')).toEqual({ '': 1 })
    expect(valuesOf(read, 'attune_checkpoints_total')).toEqual({ '': 0 })
    expect(valuesOf(read, 'attune_resource_used')).toMatchObject({ cpu: 1, gpu: 0.5 })
    expect(valuesOf(read, 'attune_resource_capacity')).toMatchObject({ cpu: 2, gpu: 1 })
    expect(valuesOf(read, 'attune_study_elapsed_seconds')['']).toBeGreaterThan(0)
    const last = ids.at(-1)
    const shown = valuesOf(read, 'attune_trial_metric')
    expect(shown).toMatchObject({ [`${last} loss`]: 0.5, [`${last} a "b"\\\n`]: 1 })
    // Trials that have ended are not shown, nor is what the text says.
    expect(Object.keys(shown).every((key) => key.startsWith(`${last} `))).toBe(true)
    expect(Object.keys(shown)).not.toContain(`${last} phase`)
  })

  it('spell numbers as Prometheus does, and escape what must be', () => {
    const text = expose([
      {
        name: 'm',
        help: 'a\\b\nc',
        type: 'gauge',
        samples: [
          { value: Number.NaN },
          { labels: { x: '"\\\n' }, value: Infinity },
          { labels: { x: 'é' }, value: -Infinity },
          { labels: { x: '' }, value: 1e-7 },
        ],
      },
      { name: 'without_values', help: 'none', type: 'gauge', samples: [] },
    ])
    expect(text).toBe(
      '# HELP m a\\\\b\\nc\n# TYPE m gauge\nm NaN\nm{x="\\"\\\\\\n"} +Inf\nm{x="é"} -Inf\nm{x=""} 1e-7\n',
    )
    expect(parseExposition(text).get('m')?.samples[1]).toEqual({
      labels: { x: '"\\\n' },
      value: Infinity,
    })
  })

  it('show only so many running trials', async () => {
    const logger = new PrometheusLogger({ port: 0, maxTrials: 1 })
    let shown = 0
    let running: number | undefined
    let reported = 0
    let release = (): void => undefined
    const isShown = new Promise<void>((resolve) => (release = resolve))
    const train = async (_: unknown, trial: Trial): Promise<void> => {
      await trial.report({ loss: 1 })
      reported += 1
      if (reported < 2) return isShown
      const read = await scrape(logger)
      shown = new Set(read.get('attune_trial_metric')?.samples.map(({ labels }) => labels['trial']))
        .size
      running = valuesOf(read, 'attune_trials')['RUNNING']
      release()
    }
    await new Tuner(train, {
      tuneConfig: { ...tuneConfig, numSamples: 2 },
      runConfig: runConfig('bounded', logger),
    }).fit()
    expect({ shown, running }).toEqual({ shown: 1, running: 2 })
  })
})

describe('the page', () => {
  it('is one for each study of a process, and nothing else is there', async () => {
    const loggers = [1, 2].map(() => new PrometheusLogger({ port: 0, path: '/m' }))
    const studies = loggers.map((_, i) => ({ ...newStudy(), name: `study ${i}` }))
    await Promise.all(loggers.map((logger, i) => logger.onStudyStart(studies[i] ?? newStudy())))
    for (const [i, logger] of loggers.entries()) {
      const { samples = [] } = (await scrape(logger)).get('attune_study_info') ?? {}
      expect(samples[0]?.labels['study']).toBe(`study ${i}`)
      expect((await fetch(new URL('/other', logger.address))).status).toBe(404)
      expect((await fetch(String(logger.address), { method: 'POST' })).status).toBe(405)
      const address = String(logger.address)
      logger.onStudyEnd()
      await expect(fetch(address)).rejects.toThrow()
    }
  })

  it('is not served where the port is taken, and the study goes on', async () => {
    const blocker = createServer()
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, '127.0.0.1', () => {
        resolve((blocker.address() as { readonly port: number }).port)
      })
    })
    const logger = new PrometheusLogger({ port })
    await expect(logger.onStudyStart(newStudy())).rejects.toMatchObject({
      code: 'PROMETHEUS_NOT_SERVED',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    })
    const results = await new Tuner((_: unknown, trial: Trial) => trial.report({ loss: 1 }), {
      tuneConfig,
      runConfig: runConfig('taken', new PrometheusLogger({ port })),
    }).fit()
    expect(results.errors).toEqual([])
    blocker.close()
  })

  it('does not keep a process alive', async () => {
    const source = fileURLToPath(
      new URL('../../../src/logger/prometheus/prometheus-logger.ts', import.meta.url),
    )
    const program = `
      import { PrometheusLogger } from ${JSON.stringify(source)}
      const logger = new PrometheusLogger({ port: 0 })
      await logger.onStudyStart({ name: 'x', trials: [], counts: {}, usage: { capacity: {} } })
      console.log(logger.address)`
    const args = ['--import', 'tsx', '--input-type=module', '-e', program]
    const child = spawn(process.execPath, args, { cwd: join(import.meta.dirname, '../../..') })
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    child.stderr.on('data', (text: Buffer) => (output += text.toString()))
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
    expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics\n$/)
  })
})

it.each([
  [{ port: -1 }, 'port'],
  [{ port: 1.5 }, 'port'],
  [{ host: '' }, 'host'],
  [{ path: 'metrics' }, 'path'],
  [{ maxTrials: -1 }, 'maxTrials'],
])('refuses %j', (options, name) => {
  expect(() => new PrometheusLogger(options)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining(name) }),
  )
})
