import { execFile, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ensureVenv, READERS } from '../../../scripts/venv.mjs'
import type { ChildProcess } from 'node:child_process'

/** A run as MLflow's own client reads it, with every value of every metric as [step, repr]. */
export interface ReadRun {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly history: Readonly<Record<string, readonly (readonly [step: number, value: string])[]>>
  /** Paths of the files among its artifacts, with what is in them. */
  readonly artifacts: Readonly<Record<string, string>>
  readonly startTime: number
  readonly endTime: number | null
}

interface RestRun {
  readonly info: {
    readonly run_id: string
    readonly run_name: string
    readonly status: string
    readonly start_time: number
    readonly end_time?: number
  }
  readonly data: {
    readonly metrics?: readonly { readonly key: string }[]
    readonly params?: readonly Pair[]
    readonly tags?: readonly Pair[]
  }
}

interface RestHistory {
  readonly metrics: readonly {
    readonly value: number | string
    readonly step: number
    readonly timestamp: number
  }[]
}

interface RestArtifacts {
  readonly files?: readonly { readonly path: string; readonly is_dir: boolean }[]
}

interface Pair {
  readonly key: string
  readonly value: string
}

const READER = `
import json, os, sys, tempfile
from mlflow import MlflowClient
client = MlflowClient(sys.argv[1])
experiment = client.get_experiment_by_name(sys.argv[2])
def history(run):
    return {key: [[m.step, repr(m.value)] for m in sorted(client.get_metric_history(run.info.run_id, key), key=lambda m: (m.step, m.timestamp))]
            for key in run.data.metrics}
def artifacts(run):
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        if not client.list_artifacts(run.info.run_id): return found
        client.download_artifacts(run.info.run_id, "", folder)
        for at, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(at, name)
                found[os.path.relpath(path, folder)] = open(path).read()
    return found
runs, token = [], None
while experiment:
    page = client.search_runs([experiment.experiment_id], page_token=token)
    for run in page:
        runs.append({"id": run.info.run_id, "name": run.info.run_name, "status": run.info.status, "params": run.data.params,
            "tags": run.data.tags, "history": history(run), "artifacts": artifacts(run),
            "startTime": run.info.start_time, "endTime": run.info.end_time})
    token = page.token
    if not token: break
print(json.dumps(runs))
`

/** A real MLflow tracking server with a database and artifacts of its own, until it is stopped. */
export class MLflowServer {
  readonly uri: string
  readonly #folder: string
  readonly #port: number
  readonly #python: string
  #child: ChildProcess | undefined

  private constructor(folder: string, port: number, python: string) {
    this.uri = `http://127.0.0.1:${port}`
    this.#folder = folder
    this.#port = port
    this.#python = python
  }

  /** @param folder Where it keeps everything. */
  static async start(folder: string): Promise<MLflowServer> {
    const server = new MLflowServer(folder, await freePort(), await ensureVenv(READERS))
    mkdirSync(folder, { recursive: true })
    await server.start()
    return server
  }

  /** Starts it, also after a kill, and waits until it answers. */
  async start(): Promise<void> {
    const command = `-m mlflow server --host 127.0.0.1 --port ${this.#port} --workers 1`
    const store = `sqlite:///${join(this.#folder, 'mlflow.db')}`
    const args = [...command.split(' '), '--backend-store-uri', store]
    args.push('--artifacts-destination', join(this.#folder, 'artifacts'))
    const env = {
      ...process.env,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      // Otherwise it starts a dozen processes for other purposes.
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    }
    // A process group of its own: the server has children that must go with it.
    const options = { cwd: this.#folder, env, detached: true, stdio: 'ignore' } as const
    this.#child = spawn(this.#python, args, options)
    while (!(await this.#isHealthy())) {
      if (this.#child.exitCode !== null) throw new Error('mlflow server did not start')
      await sleep(100)
    }
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child?.pid === undefined || child.exitCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    process.kill(-child.pid, 'SIGKILL')
    await gone
  }

  /** All runs of an experiment, through its REST interface. */
  async read(experiment: string): Promise<readonly ReadRun[]> {
    return Promise.all((await this.#runs(experiment)).map((run) => this.#read(run)))
  }

  /** Waits until no run of an experiment goes on. */
  async untilEnded(experiment: string): Promise<void> {
    const isOpen = ({ info }: RestRun): boolean => info.status === 'RUNNING'
    while ((await this.#runs(experiment)).some(isOpen)) await sleep(200)
  }

  async #runs(experiment: string): Promise<readonly RestRun[]> {
    const found = (await this.get(`experiments/get-by-name?experiment_name=${experiment}`)) as {
      readonly experiment: { readonly experiment_id: string }
    }
    const ids = [found.experiment.experiment_id]
    const { runs = [] } = (await this.post('runs/search', { experiment_ids: ids })) as {
      readonly runs?: readonly RestRun[]
    }
    return runs
  }

  async #read({ info, data }: RestRun): Promise<ReadRun> {
    const history: Record<string, (readonly [number, string])[]> = {}
    for (const { key } of data.metrics ?? []) {
      const query = `run_id=${info.run_id}&metric_key=${encodeURIComponent(key)}`
      const { metrics } = (await this.get(`metrics/get-history?${query}`)) as RestHistory
      const points = metrics.toSorted((a, b) => a.step - b.step || a.timestamp - b.timestamp)
      history[key] = points.map(({ step, value }) => [step, String(value).replace('NaN', 'nan')])
    }
    return {
      id: info.run_id,
      name: info.run_name,
      status: info.status,
      startTime: info.start_time,
      endTime: info.end_time ?? null,
      params: fromEntries(data.params),
      tags: fromEntries(data.tags),
      history,
      artifacts: await this.#artifacts(info.run_id, ''),
    }
  }

  async #artifacts(run: string, path: string): Promise<Record<string, string>> {
    const query = `run_id=${run}&path=${encodeURIComponent(path)}`
    const { files = [] } = (await this.get(`artifacts/list?${query}`)) as RestArtifacts
    const found: Record<string, string> = {}
    for (const file of files) {
      if (file.is_dir) Object.assign(found, await this.#artifacts(run, file.path))
      else {
        const url = `${this.uri}/get-artifact?run_id=${run}&path=${encodeURIComponent(file.path)}`
        found[file.path] = await (await fetch(url)).text()
      }
    }
    return found
  }

  /** The same through MLflow's own client. */
  async readWithClient(experiment: string): Promise<readonly ReadRun[]> {
    const { stdout } = await promisify(execFile)(
      this.#python,
      ['-c', READER, this.uri, experiment],
      {
        maxBuffer: 1 << 28,
        env: { ...process.env, MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: 'false' },
      },
    )
    return JSON.parse(stdout) as ReadRun[]
  }

  /** Asks its REST interface. */
  async post(call: string, body: unknown): Promise<unknown> {
    const answer = await fetch(`${this.uri}/api/2.0/mlflow/${call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return answer.json()
  }

  async get(call: string): Promise<unknown> {
    return (await fetch(`${this.uri}/api/2.0/mlflow/${call}`)).json()
  }

  async #isHealthy(): Promise<boolean> {
    return fetch(`${this.uri}/health`).then(
      (answer) => answer.ok,
      () => false,
    )
  }
}

function fromEntries(pairs: readonly Pair[] = []): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]))
}

/** A port of this machine on which nobody listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
