import { parentPort, workerData } from 'node:worker_threads'
import { createSearcher } from '../search/create-searcher.ts'
import { spaceFromJSON } from '../space/space-json.ts'
import { searchSetup } from './search-setup.ts'
import type { Objective, Result } from '../math/score.ts'
import type { Search, Suggestion, Suggestions, TrialOutcome } from '../search/searcher.ts'

/** How a study's search is made, as plain data. */
export interface Recipe {
  readonly searcher: { readonly name: string; readonly options: Readonly<Record<string, unknown>> }
  readonly space: unknown
  readonly objectives: readonly Objective[]
  /** As the user gave it: −1 for no end. */
  readonly numSamples: number
  readonly seed: number | string
}

/** What a search was told. */
export type Tell =
  | { readonly type: 'added' | 'given'; readonly trial: string; readonly suggestion: Suggestion }
  | {
      readonly type: 'result'
      readonly trial: string
      readonly result: Result
      readonly rung: number | undefined
    }
  | {
      readonly type: 'complete'
      readonly trial: string
      readonly result: Result | undefined
      readonly outcome: TrialOutcome
      readonly rung: number | undefined
    }

export type ToThinker =
  | { readonly type: 'tells'; readonly tells: readonly Tell[] }
  | { readonly type: 'ask'; readonly id: number; readonly count: number }

/** The answer to the question with this number. */
export interface FromThinker {
  readonly id: number
  readonly answer: Suggestions
}

const port = parentPort
if (port) {
  const { searcher, space, ...rest } = workerData as Recipe
  const search = createSearcher(searcher.name, searcher.options).create(
    searchSetup({ ...rest, space: spaceFromJSON(space) }),
  )
  port.on('message', (message: ToThinker) => {
    if (message.type === 'tells') for (const tell of message.tells) pass(tell, search)
    else port.postMessage({ id: message.id, answer: search.ask(message.count) })
  })
}

function pass(tell: Tell, search: Search): void {
  switch (tell.type) {
    case 'added':
      search.onTrialAdded(tell.trial, tell.suggestion)
      break
    case 'given':
      search.onTrialGiven?.(tell.trial, tell.suggestion)
      break
    case 'result':
      search.onTrialResult(tell.trial, tell.result, tell.rung)
      break
    case 'complete':
      search.onTrialComplete(tell.trial, tell.result, tell.outcome, tell.rung)
  }
}
