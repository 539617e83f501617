import { ConfigurationError, show } from '../../errors.ts'
import { checkNames, checkNotNegative, checkSwitch, reject } from '../../option-checks.ts'

/** Which checkpoints become artifacts: that of the best trial, one of every trial, or none. */
export type ArtifactChoice = 'best' | 'all' | 'none'

export interface MLflowLoggerOptions {
  /** Address of the tracking server, `http://…` or `https://…`. @defaultValue `MLFLOW_TRACKING_URI` */
  readonly uri?: string
  /** Name of the experiment, which is made if there is none. @defaultValue the study's name */
  readonly experiment?: string
  /** Whether the trials' runs lie within one of the whole study. @defaultValue true */
  readonly parentRun?: boolean
  /** Tags that every run gets besides. */
  readonly tags?: Readonly<Record<string, string>>
  /** Whose checkpoints are uploaded: of the best trial at the end of the study, or of every trial at its end. @defaultValue 'best' */
  readonly artifacts?: ArtifactChoice
  /** Checkpoints of more megabytes are not uploaded. @defaultValue 500 */
  readonly maxArtifactMb?: number
  /** What the names of the metrics begin with. @defaultValue '' */
  readonly prefix?: string
  /** How many seconds the end of a study waits for a server that does not answer. @defaultValue 10 */
  readonly patienceS?: number
}

/** The options with their defaults. */
export interface MLflowSettings extends Required<Omit<MLflowLoggerOptions, 'experiment'>> {
  readonly experiment: string | undefined
}

const WHO = 'MLflowLogger'
const NAMES: readonly (keyof MLflowLoggerOptions)[] = [
  'uri',
  'experiment',
  'parentRun',
  'tags',
  'artifacts',
  'maxArtifactMb',
  'prefix',
  'patienceS',
]
const CHOICES: readonly ArtifactChoice[] = ['best', 'all', 'none']

/** @throws {ConfigurationError} `UNKNOWN_OPTION`, `INVALID_OPTION`, `MLFLOW_URI_MISSING`, `MLFLOW_URI_NOT_HTTP`. */
export function checkedSettings(options: MLflowLoggerOptions): MLflowSettings {
  checkNames(WHO, options, NAMES)
  const { experiment, parentRun = true, tags = {}, artifacts = 'best' } = options
  const { prefix = '', maxArtifactMb = 500, patienceS = 10 } = options
  if (experiment !== undefined && !isName(experiment)) {
    reject(WHO, 'experiment', experiment, 'Give a name of 1 to 500 characters.')
  }
  checkSwitch(WHO, 'parentRun', parentRun)
  const isFlat = typeof tags === 'object' && tags !== null && Object.values(tags).every(isString)
  if (!isFlat) reject(WHO, 'tags', tags, "Give an object of strings, e.g. { team: 'vision' }.")
  if (!CHOICES.includes(artifacts)) {
    reject(WHO, 'artifacts', artifacts, "Give 'best', 'all' or 'none'.")
  }
  checkNotNegative(WHO, 'maxArtifactMb', maxArtifactMb)
  if (!isString(prefix)) reject(WHO, 'prefix', prefix, "Give a string, e.g. 'tune/'.")
  checkNotNegative(WHO, 'patienceS', patienceS)
  const { MLFLOW_TRACKING_URI: known } = process.env
  const uri = checkedUri(options.uri ?? known)
  return { uri, experiment, parentRun, tags, artifacts, maxArtifactMb, prefix, patienceS }
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isName(value: unknown): boolean {
  return isString(value) && value !== '' && value.length <= 500
}

function checkedUri(uri: unknown): string {
  const path = [WHO, 'uri']
  if (uri === undefined || uri === '') {
    throw new ConfigurationError(
      'MLFLOW_URI_MISSING',
      'MLflowLogger has no uri, and MLFLOW_TRACKING_URI is not set. Give the address of a tracking ' +
        "server, e.g. new MLflowLogger({ uri: 'http://127.0.0.1:5000' }). `mlflow server` starts one.",
      { path },
    )
  }
  if (!isString(uri)) reject(WHO, 'uri', uri, "Give an address such as 'http://127.0.0.1:5000'.")
  if (/^https?:\/\//i.test(uri) && URL.canParse(uri)) return uri
  const isStore =
    /^(?:\w+\+)?(?:sqlite|postgresql|mysql|mssql|file):/i.test(uri) ||
    /[./]/.test(uri.split(':')[0] ?? '')
  throw new ConfigurationError(
    'MLFLOW_URI_NOT_HTTP',
    `MLflowLogger: uri is ${show(uri)}, which is not the http(s) address of a tracking server. ` +
      (isStore
        ? `Start a server on it and give its address: mlflow server --backend-store-uri ${uri}, ` +
          'then http://127.0.0.1:5000.'
        : 'Give an address such as http://127.0.0.1:5000; other kinds are not supported.'),
    { path },
  )
}
