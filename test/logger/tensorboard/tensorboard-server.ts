import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** The two programs inside TensorBoard that read event files; `rust` is what it takes by itself. */
export type Reader = 'python' | 'rust'

/** What the HPARAMS page knows of a run. */
export interface Session {
  readonly hparams: Readonly<Record<string, unknown>>
  readonly status: string
  /** Value and step of the last value. */
  readonly metrics: Readonly<Record<string, readonly [value: number | string, step: number]>>
}

interface Column {
  readonly name: string
  readonly type?: string
}

interface Metric {
  readonly name: { readonly group?: string; readonly tag: string }
  readonly displayName?: string
}

interface SessionGroup {
  readonly name: string
  readonly hparams: Record<string, unknown>
  readonly sessions: readonly { readonly status?: string }[]
  readonly metricValues?: readonly (Metric & {
    readonly value: number | string
    readonly trainingStep?: number
  })[]
}

/** What its pages show. */
export interface Shown {
  readonly params: Readonly<Record<string, string | undefined>>
  readonly metrics: readonly string[]
  readonly sessions: Readonly<Record<string, Session>>
}

/** Every status; a page asks for all of them at first. */
const STATUSES = ['UNKNOWN', 'SUCCESS', 'FAILURE', 'RUNNING'].map((name) => `STATUS_${name}`)

/** A real TensorBoard on a folder, as its own pages talk to it. */
export class TensorBoardServer {
  readonly url: string
  readonly #process: ChildProcess
  readonly #output: () => string

  private constructor(url: string, child: ChildProcess, output: () => string) {
    this.url = url
    this.#process = child
    this.#output = output
  }

  /** @param python One that has TensorBoard. */
  static async open(python: string, dir: string, reader: Reader): Promise<TensorBoardServer> {
    const port = await freePort()
    const options = ['--logdir', dir, '--host', '127.0.0.1', '--port', String(port)]
    const fast = ['--load_fast', String(reader === 'rust'), '--reload_interval', '1']
    const all = [...options, ...fast, '--samples_per_plugin', 'scalars=100000']
    const child = spawn(python, ['-m', 'tensorboard.main', ...all], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    }
    const server = new TensorBoardServer(`http://127.0.0.1:${port}`, child, () => said)
    for (;;) {
      const answer = await fetch(`${server.url}/data/runs`).catch(() => undefined)
      if (answer?.ok === true) return server
      if (child.exitCode !== null) throw new Error(`TensorBoard ended: ${said}`)
      await sleep(100)
    }
  }

  async close(): Promise<void> {
    const gone = once(this.#process, 'exit')
    if (this.#process.kill()) await gone
  }

  /** What a path answers, to `body` where one is given. */
  async ask(path: string, body?: unknown): Promise<unknown> {
    const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(`${this.url}${path}`, options)
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${this.#output()}`)
    return answer.json()
  }

  async runs(): Promise<string[]> {
    return ((await this.ask('/data/runs')) as string[]).toSorted()
  }

  /** Every scalar by run and tag, as wall time, step and value. */
  async scalars(): Promise<Record<string, Record<string, [number, number, number | string][]>>> {
    const tags = (await this.ask('/data/plugin/scalars/tags')) as Record<string, object>
    const found: Record<string, Record<string, [number, number, number | string][]>> = {}
    for (const [run, ofRun] of Object.entries(tags)) {
      for (const tag of Object.keys(ofRun)) {
        const query = new URLSearchParams({ run, tag }).toString()
        const points = await this.ask(`/data/plugin/scalars/scalars?${query}`)
        ;(found[run] ??= {})[tag] = points as [number, number, number | string][]
      }
    }
    return found
  }

  /** The HPARAMS page. */
  async hparams(): Promise<Shown> {
    const page = '/data/plugin/hparams'
    const asked = { experimentName: '', includeMetrics: true }
    const { hparamInfos = [], metricInfos = [] } = (await this.ask(
      `${page}/experiment`,
      asked,
    )) as {
      readonly hparamInfos?: readonly Column[]
      readonly metricInfos?: readonly Metric[]
    }
    const { sessionGroups = [] } = (await this.ask(`${page}/session_groups`, {
      experimentName: '',
      allowedStatuses: STATUSES,
      colParams: [
        ...hparamInfos.map(({ name }) => ({ hparam: name })),
        ...metricInfos.map(({ name }) => ({ metric: name })),
      ],
      aggregationType: 'AGGREGATION_AVG',
      startIndex: 0,
      sliceSize: 1000,
    })) as { readonly sessionGroups?: readonly SessionGroup[] }
    return {
      params: Object.fromEntries(hparamInfos.map(({ name, type }) => [name, type])),
      metrics: metricInfos.map(({ name }) => name.tag).toSorted(),
      sessions: Object.fromEntries(sessionGroups.map((group) => [group.name, toSession(group)])),
    }
  }
}

function toSession({ hparams, sessions, metricValues = [] }: SessionGroup): Session {
  const values = metricValues.map(
    ({ name, value, trainingStep = 0 }) => [name.tag, [value, trainingStep]] as const,
  )
  const status = sessions.map((session) => session.status ?? 'STATUS_UNKNOWN').join(' ')
  return { hparams, status, metrics: Object.fromEntries(values) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
