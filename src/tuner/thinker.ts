import { Worker } from 'node:worker_threads'
import { AttuneError } from '../errors.ts'
import { builtFile } from '../package-files.ts'
import { spaceToJSON } from '../space/space-json.ts'
import type { Search, Suggestion, Suggestions } from '../search/searcher.ts'
import type { Blueprint } from './blueprint.ts'
import type { FromThinker, Recipe, Tell, ToThinker } from './thinker-main.ts'

/** So many tells are kept before they are sent, whether or not anything was asked. */
const MAX_KEPT = 10_000

type Written = Recipe['searcher']

interface Question {
  readonly resolve: (answer: Suggestions) => void
  readonly reject: (error: unknown) => void
}

/**
 * A study's search once more, in a thread of its own that is started when it is first needed. It is told
 * what the search here is told, so that it would answer the same, only without holding anybody up.
 */
export class Thinker {
  readonly #recipe: Recipe
  readonly #questions: Map<number, Question> = new Map()
  #tells: Tell[] = []
  #worker: Worker | undefined
  #asked = 0

  constructor(recipe: Recipe) {
    this.#recipe = recipe
  }

  tell(tell: Tell): void {
    this.#tells.push(tell)
    if (this.#tells.length >= MAX_KEPT) this.#flush()
  }

  ask(count: number): Promise<Suggestions> {
    this.#flush()
    const id = this.#asked
    this.#asked += 1
    return new Promise((resolve, reject) => {
      this.#questions.set(id, { resolve, reject })
      this.#send({ type: 'ask', id, count })
    })
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
  }

  #flush(): void {
    this.#send({ type: 'tells', tells: this.#tells })
    this.#tells = []
  }

  #send(message: ToThinker): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(message)
  }

  #start(): Worker {
    const worker = new Worker(builtFile('tuner/thinker-main.js'), { workerData: this.#recipe })
    worker.on('message', ({ id, answer }: FromThinker) => {
      this.#questions.get(id)?.resolve(answer)
      this.#questions.delete(id)
    })
    worker.on('error', (cause) => this.#fail(cause))
    worker.on('exit', (code) => this.#fail(new Error(`it exited with code ${code}`)))
    // A thread that thinks is waited for by whoever asked it, and by nobody else.
    worker.unref()
    return worker
  }

  #fail(cause: Error): void {
    const message = `The thread in which the searcher thinks has ended: ${cause.message}.`
    const error = new AttuneError('SEARCH_FAILED', message, { cause })
    for (const { reject } of this.#questions.values()) reject(error)
    this.#questions.clear()
  }
}

/** What a thread needs to make a study's search; undefined where there is never anything to think about. */
export function recipeOf(
  blueprint: Blueprint,
  search: Search,
  seed: number | string,
): Recipe | undefined {
  const written = blueprint.searcher.toJSON?.()
  const searcher = written && sendable(written)
  if (searcher === undefined || search.isHeavy === undefined) return undefined
  const { space, objectives, tuneConfig } = blueprint
  return {
    searcher,
    space: spaceToJSON(space),
    objectives,
    numSamples: tuneConfig.numSamples ?? 1,
    seed,
  }
}

/** The search, and whatever it is told is told to the thinker as well. */
export function mirrored(search: Search, thinker: Thinker): Search {
  const digest = search.digest?.bind(search) ?? ((result) => result)
  return {
    adaptive: search.adaptive,
    total: search.total,
    warnings: search.warnings ?? [],
    get isHeavy() {
      return search.isHeavy === true
    },
    ask: (count) => search.ask(count),
    onTrialAdded(trial, suggestion) {
      search.onTrialAdded(trial, suggestion)
      thinker.tell({ type: 'added', trial, suggestion })
    },
    ...(search.onTrialGiven && {
      onTrialGiven(trial: string, suggestion: Suggestion) {
        search.onTrialGiven?.(trial, suggestion)
        thinker.tell({ type: 'given', trial, suggestion })
      },
    }),
    onTrialResult(trial, result, rung) {
      search.onTrialResult(trial, result, rung)
      thinker.tell({ type: 'result', trial, result: digest(result), rung })
    },
    onTrialComplete(trial, result, outcome, rung) {
      search.onTrialComplete(trial, result, outcome, rung)
      thinker.tell({ type: 'complete', trial, result: result && digest(result), outcome, rung })
    },
  }
}

/**
 * Constraints that are code stay here, where results are digested; the thread needs to know that there
 * are some. Undefined where there is other code.
 */
function sendable(json: Written): Written | undefined {
  let hasCode = false
  const copy = (value: unknown, key?: string): unknown => {
    if (typeof value === 'function') {
      hasCode ||= key !== 'constraints'
      return ['computed']
    }
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((item: unknown) => copy(item))
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, copy(inner, name)]),
    )
  }
  const options = copy(json.options) as Written['options']
  return hasCode ? undefined : { name: json.name, options }
}
