import { checkCount, checkNames, reject } from '../../option-checks.ts'
import type { StudyView } from '../../study/view.ts'
import type { Callback } from '../callback.ts'
import type { Exporter } from './exporter.ts'

export interface PrometheusLoggerOptions {
  /** Port that is listened on, 0 for any that is free. @defaultValue 9464 */
  readonly port?: number
  /** Address that is listened on; `'0.0.0.0'` lets other machines read too. @defaultValue '127.0.0.1' */
  readonly host?: string
  /** @defaultValue '/metrics' */
  readonly path?: string
  /** How many running trials are shown one by one. @defaultValue 100 */
  readonly maxTrials?: number
}

const WHO = 'PrometheusLogger'

/**
 * Serves metrics of a running study for Prometheus to read: trials by status, the best value of the
 * metric, what running trials reported last, resources in use. Served until the study ends.
 */
export class PrometheusLogger implements Callback {
  readonly #options: Required<PrometheusLoggerOptions>
  readonly #counts: { reports: number; failures: number; checkpoints: number } = {
    reports: 0,
    failures: 0,
    checkpoints: 0,
  }
  #exporter: Exporter | undefined
  #address: string | undefined

  /** @throws {ConfigurationError} `UNKNOWN_OPTION`, `INVALID_OPTION`. */
  constructor(options: PrometheusLoggerOptions = {}) {
    checkNames(WHO, options, ['port', 'host', 'path', 'maxTrials'])
    const { port = 9464, host = '127.0.0.1', path = '/metrics', maxTrials = 100 } = options
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      reject(WHO, 'port', port, 'Give a whole number from 0 (any free port) to 65535.')
    }
    if (typeof host !== 'string' || host === '') {
      reject(WHO, 'host', host, "Give an address of this machine, e.g. '127.0.0.1'.")
    }
    if (typeof path !== 'string' || !/^\/[^?#\s]*$/.test(path)) {
      reject(WHO, 'path', path, "Give a path that begins with a slash, e.g. '/metrics'.")
    }
    checkCount(WHO, 'maxTrials', maxTrials, 0)
    this.#options = { port, host, path, maxTrials }
  }

  /** Where the metrics are, e.g. `http://127.0.0.1:9464/metrics`; undefined while nothing is served. */
  get address(): string | undefined {
    return this.#address
  }

  async onStudyStart(study: StudyView): Promise<void> {
    const { maxTrials } = this.#options
    Object.assign(this.#counts, { reports: 0, failures: 0, checkpoints: 0 })
    const [{ Exporter }, { expose }, { studyMetrics }] = await Promise.all([
      import('./exporter.ts'),
      import('./exposition.ts'),
      import('./study-metrics.ts'),
    ])
    // Who reads wants to know how the study is at that moment.
    const page = (): string =>
      expose(studyMetrics(study, this.#counts, { maxTrials, now: Date.now() }))
    const exporter = new Exporter(page, this.#options)
    this.#address = await exporter.open()
    this.#exporter = exporter
  }

  onTrialResult(): void {
    this.#counts.reports += 1
  }

  onCheckpoint(): void {
    this.#counts.checkpoints += 1
  }

  onTrialError(): void {
    this.#counts.failures += 1
  }

  onStudyEnd(): void {
    this.#exporter?.close()
    this.#exporter = undefined
    this.#address = undefined
  }
}
