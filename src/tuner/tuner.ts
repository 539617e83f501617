import { draw, drawSeed, found } from './blueprint.ts'
import { gridOf } from './grid-of.ts'
import { AttuneError } from '../errors.ts'
import { dateText } from '../logger/date-text.ts'
import { recordOf, recall } from './record.ts'
import {
  amendStudy,
  createStudy,
  discardUnbegun,
  hasStudy,
  openStudy,
  storageRoot,
} from './study-folder.ts'
import { newIdPrefix } from './trial-ids.ts'
import type { Config, ParamSpace } from '../space/config.ts'
import type { Blueprint } from './blueprint.ts'
import type { RestoreOptions } from './record.ts'
import type { NoSpace, TunerOptions } from './options.ts'
import type { ResultGrid } from './result-grid.ts'
import type { Trainable } from './trainable.ts'
import type { OpenStudy } from './study-folder.ts'

/**
 * Tunes a trainable: `new Tuner(train, { paramSpace, tuneConfig, runConfig }).fit()`.
 *
 * The type of the config that the trainable gets is inferred from `paramSpace`.
 */
export class Tuner<S extends ParamSpace = NoSpace> {
  #blueprint: Blueprint
  #open: () => OpenStudy
  #rules: Required<Pick<RestoreOptions, 'resumeUnfinished' | 'resumeErrored' | 'restartErrored'>>
  #path: string | undefined
  #fitted = false

  /** @throws {ConfigurationError} for anything in the space or the options that cannot be meant. */
  constructor(trainable: Trainable<Config<NoInfer<S>>>, options: TunerOptions<S> = {}) {
    this.#blueprint = draw(trainable, options)
    this.#open = () => this.#create()
    this.#rules = { resumeUnfinished: true, resumeErrored: false, restartErrored: false }
  }

  /**
   * Continues a study from its folder, wherever that is now and however its tuner ended. Finished
   * trials stay as they are, unfinished ones go on from their latest checkpoint.
   * @param path The study's folder.
   * @param trainable Needed if it was a function; otherwise the one that is recorded.
   * @param overrides What shall be different from now on: more trials, another stop rule, …
   * @throws {StorageError} `STUDY_NOT_FOUND`, `STUDY_TOO_NEW`, `STUDY_IN_USE`.
   * @throws {ConfigurationError} `TRAINABLE_REQUIRED`, `TRAINABLE_CHANGED`, `PART_REQUIRED`.
   */
  static restore<C extends object = Readonly<Record<string, unknown>>>(
    path: string,
    trainable?: Trainable<C>,
    overrides: RestoreOptions = {},
  ): Tuner<C> {
    const { record, storage, dir } = openStudy(path, { lock: false })
    storage.close()
    const remembered = recall(record, trainable, overrides)
    const tuner = new Tuner<C>(
      remembered.trainable as Trainable<Config<C>>,
      remembered.options as TunerOptions<C>,
    )
    const { resumeUnfinished = true, resumeErrored = false, restartErrored = false } = overrides
    tuner.#rules = { resumeUnfinished, resumeErrored, restartErrored }
    tuner.#open = () => {
      const opened = openStudy(dir, { lock: true })
      // What was changed stays changed: the next restore starts from here.
      const { name, seed, idPrefix } = opened.record
      amendStudy(opened, recordOf(tuner.#blueprint, { name, seed, idPrefix }))
      return opened
    }
    tuner.#path = dir
    return tuner
  }

  /** Whether there is a study in this folder that {@link Tuner.restore} can continue. */
  static canRestore(path: string): boolean {
    return hasStudy(path)
  }

  /**
   * Runs the study to its end. Failed trials do not make it reject; they are in `results.errors`. The
   * first Ctrl-C ends it gracefully: it resolves, and the study can be restored.
   * @throws {StorageError} when the study's folder cannot be written.
   */
  async fit(): Promise<ResultGrid<Config<S>>> {
    if (this.#fitted) {
      throw new AttuneError(
        'ALREADY_FITTED',
        'This Tuner has been fitted. Make another, or restore.',
      )
    }
    this.#fitted = true
    const opened = this.#open()
    this.#path = opened.dir
    // What only a running study needs is loaded now, so that importing the package stays cheap.
    const { sit } = await import('./sitting.ts')
    const study = await sit(opened, this.#blueprint, this.#rules).catch((error: unknown) => {
      discardUnbegun(opened.dir)
      throw error
    })
    return gridOf(study, opened.dir, this.#blueprint)
  }

  /** The results so far, without running anything. */
  getResults(): ResultGrid<Config<S>> {
    if (this.#path === undefined) {
      throw new AttuneError('NOT_FITTED', 'There are no results yet: call fit() first.')
    }
    const { record, storage, dir } = openStudy(this.#path, { lock: false })
    const { study } = found(this.#blueprint, record.seed)
    for (const event of storage.events()) study.recall(event)
    storage.close()
    return gridOf(study, dir, this.#blueprint)
  }

  #create(): OpenStudy {
    const { trainable, runConfig, tuneConfig } = this.#blueprint
    const root = storageRoot(runConfig.storagePath)
    const stem = `${trainable.name}_${dateText(new Date())}`
    let name = runConfig.name ?? stem
    for (let n = 2; runConfig.name === undefined && hasStudy(`${root}/${name}`); n++) {
      name = `${stem}_${n}`
    }
    const seed = tuneConfig.seed ?? drawSeed()
    return createStudy(root, recordOf(this.#blueprint, { name, seed, idPrefix: newIdPrefix() }))
  }
}
