import { ConfigurationError } from '../errors.ts'
import { checkCount, checkNames, checkSwitch } from '../option-checks.ts'
import { RepeatedSearch, TRIAL_INDEX } from './repeated-search.ts'
import { wrapperJSON } from './wrapped.ts'
import type { Space } from '../space/space.ts'
import type { Search, Searcher, SearchSetup } from './searcher.ts'

/** Options of {@link Repeater}. */
export interface RepeaterOptions {
  /** How often each config is tried, 1 or more. @defaultValue 1 */
  readonly repeat?: number
  /**
   * Whether configs say which repeat they are: `__trial_index__`, 0 to `repeat` − 1, also among the
   * params. A trainable may derive its seed from it.
   * @defaultValue true
   */
  readonly setIndex?: boolean
}

const WHO = 'Repeater'

/**
 * Tries every config of a searcher several times, because results are noisy. The searcher sees one trial
 * for each config, named by the first of its repeats. Once all repeats have ended it is told the mean of
 * their last results: of every number they hold, NaN and missing ones left out, and beside each metric
 * its standard error, `<metric>/stderr`. Repeats that failed are left out too; the config has failed
 * if all have. Intermediate results are not passed on: what one repeat has come to so far is not what
 * the mean is about, so that `tell: 'best'` of the searcher is without effect.
 *
 * `numSamples` counts repeats: with 10 samples and `repeat: 3` there are four configs, the last tried
 * once. Of a space with `gridSearch` every config is tried `repeat` times.
 */
export class Repeater implements Searcher {
  readonly name = 'repeat'
  readonly #searcher: Searcher
  readonly #rules: Required<RepeaterOptions>

  /** @throws {ConfigurationError} `INVALID_OPTION`, `UNKNOWN_OPTION`. */
  constructor(searcher: Searcher, options: RepeaterOptions = {}) {
    checkNames(WHO, options, ['repeat', 'setIndex'])
    const { repeat = 1, setIndex = true } = options
    checkCount(WHO, 'repeat', repeat, 1)
    checkSwitch(WHO, 'setIndex', setIndex)
    this.#searcher = searcher
    this.#rules = { repeat, setIndex }
  }

  /**
   * @throws {ConfigurationError} `RESERVED_KEY` for a space that has a `__trial_index__` of its own, and
   * what the searcher inside throws.
   */
  create(setup: SearchSetup): Search {
    const { repeat, setIndex } = this.#rules
    if (setIndex) refuseIndex(setup.space)
    const { numSamples, metric, mode } = setup
    const inner = this.#searcher.create({ ...setup, numSamples: Math.ceil(numSamples / repeat) })
    const objectives = setup.objectives ?? (metric === undefined ? [] : [{ metric, mode }])
    // What is gone through as a whole is repeated as a whole.
    const most = setup.space.gridSize > 1 ? Number.POSITIVE_INFINITY : numSamples
    const total = Math.min(most, inner.total * repeat)
    return new RepeatedSearch(inner, { repeat, setIndex, objectives, total })
  }

  toJSON():
    { readonly name: string; readonly options: Readonly<Record<string, unknown>> } | undefined {
    return wrapperJSON(this.name, this.#searcher, this.#rules)
  }
}

function refuseIndex({ root }: Space): void {
  const keys =
    root.kind === 'record'
      ? root.entries.map(([key]) => key)
      : Object.keys(Object(root.kind === 'constant' ? root.value : {}))
  if (!keys.includes(TRIAL_INDEX)) return
  throw new ConfigurationError(
    'RESERVED_KEY',
    `The space has a ${TRIAL_INDEX} of its own, where ${WHO} says which repeat a trial is. Rename it, or ` +
      'give setIndex: false.',
    { path: ['paramSpace', TRIAL_INDEX] },
  )
}
