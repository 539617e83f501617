import { existsSync } from 'node:fs'
import { cp, readdir, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AttuneError, messageOf } from '../../errors.ts'
import { compareScores } from '../../math/score.ts'
import { RequestFailure } from './failure.ts'
import type { Mode } from '../../math/score.ts'
import type { CheckpointRef } from '../../study/events.ts'
import type { TrialView } from '../../study/view.ts'
import type { RunEntry } from './run-book.ts'
import type { Runs } from './runs.ts'
import type { TrackingServer } from './server.ts'

export interface UploadOptions {
  /** Which scores of checkpoints are good ones. */
  readonly scoreOrder: Mode
  /** Megabytes of a checkpoint at most. */
  readonly maxMb: number
  readonly complain: (error: AttuneError) => void
}

interface FoundFile {
  readonly path: string
  readonly size: number
}

/**
 * The checkpoint that stands for a trial: the best by its score where checkpoints have one, or else the
 * latest.
 */
export function chosenCheckpoint(
  checkpoints: readonly CheckpointRef[],
  order: Mode,
): CheckpointRef | undefined {
  const scored = checkpoints.filter(({ score }) => score !== undefined)
  const ranked = scored.toSorted((a, b) =>
    compareScores(a.score ?? Number.NaN, b.score ?? Number.NaN, order),
  )
  return ranked.at(-1) ?? checkpoints.at(-1)
}

/** Brings checkpoints of trials to their runs, one for each, and each once. */
export class ArtifactUploads {
  readonly #server: TrackingServer
  readonly #runs: Runs
  readonly #options: UploadOptions
  /** Ids of trials whose checkpoint cannot be uploaded. */
  readonly #impossible: Set<string> = new Set()

  constructor(server: TrackingServer, runs: Runs, options: UploadOptions) {
    this.#server = server
    this.#runs = runs
    this.#options = options
  }

  /** @throws RequestFailure when it may work later. */
  async upload(studyDir: string, trial: TrialView, entry: RunEntry): Promise<void> {
    const { scoreOrder, maxMb, complain } = this.#options
    const checkpoint = chosenCheckpoint(trial.checkpoints, scoreOrder)
    if (checkpoint === undefined || entry.artifact === checkpoint.name) return
    if (this.#impossible.has(trial.id)) return
    try {
      const artifactUri = await this.#runs.artifactUri(entry.run)
      const folder = join(studyDir, trial.name, checkpoint.name)
      await uploadFolder(this.#server, folder, { artifactUri, name: checkpoint.name, maxMb })
      entry.artifact = checkpoint.name
    } catch (error) {
      if (error instanceof RequestFailure && error.isTransient) throw error
      this.#impossible.add(trial.id)
      const reason = messageOf(error)
      complain(
        new AttuneError(
          'MLFLOW_ARTIFACTS_SKIPPED',
          `${checkpoint.name} of ${trial.name} was not uploaded to ${this.#server.address}: ${reason}`,
          { cause: error },
        ),
      )
    }
  }
}

/**
 * Brings a folder to where a run's artifacts are: through the server, or by copying where they are in a
 * folder of this machine.
 * @param artifactUri As the server gives it.
 * @throws Error when that is not possible, or the folder is too large.
 * @throws RequestFailure
 */
async function uploadFolder(
  server: TrackingServer,
  folder: string,
  { artifactUri, name, maxMb }: { artifactUri: string; name: string; maxMb: number },
): Promise<void> {
  const files = await filesIn(folder)
  const megabytes = files.reduce((sum, { size }) => sum + size, 0) / 1e6
  if (megabytes > maxMb) {
    throw new Error(
      `${folder} has ${Math.ceil(megabytes)} MB, and maxArtifactMb is ${maxMb}. Raise it to upload ` +
        'larger checkpoints.',
    )
  }
  const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(artifactUri)?.[1]
  if (proxied !== undefined) {
    for (const { path, size } of files) {
      const inside = relative(folder, path).split(sep).join('/')
      await server.putArtifact(`${proxied}/${name}/${inside}`, path, size)
    }
    return
  }
  const local = localPath(artifactUri)
  if (local === undefined || !(server.isLocal || existsSync(dirname(dirname(local))))) {
    throw new Error(
      `The server keeps artifacts at ${artifactUri}, where they cannot be put from here. Start it ` +
        'with --artifacts-destination, so that it takes them itself.',
    )
  }
  await cp(folder, join(local, name), { recursive: true })
}

function localPath(uri: string): string | undefined {
  if (uri.startsWith('file:')) return fileURLToPath(uri)
  return /^\w[\w+.-]+:/.test(uri) ? undefined : uri
}

async function filesIn(folder: string): Promise<FoundFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => !entry.isDirectory())
  return Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name)
      return { path, size: (await stat(path)).size }
    }),
  )
}
