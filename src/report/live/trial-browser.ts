import type { StudyControls } from '../../study/controls.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { Columns } from '../columns.ts'
import type { Key } from '../keys/key-decoder.ts'
import type { TrialRows } from '../trial-rows.ts'
import { visibleText } from '../visible-text.ts'
import { TrialOrder, sortKeys } from './trial-order.ts'
import { rowsAround } from './rows-around.ts'
import { messageOf } from '../../errors.ts'

export interface TrialBrowserOptions {
  readonly study: StudyView
  readonly columns: Columns
  /** Undefined where the study cannot be told anything (any more). */
  readonly controls: () => StudyControls | undefined
  /** What Ctrl-C does. */
  readonly interrupt: () => void
}

interface Prompt {
  readonly question: string
  readonly yes: () => string
}

/** What the user looks at and is asked, as the keys have left it. */
export class TrialBrowser {
  readonly #options: TrialBrowserOptions
  /** The rows of the last picture, which the keys are about. */
  #rows: readonly TrialView[] = []
  #selected: TrialView | undefined
  #isOpened = false
  #order: TrialOrder | undefined
  #isReversed = false
  #first = 0
  #prompt: Prompt | undefined
  #message: string | undefined
  #wantsHelp = false
  /** Trials that were told to pause. */
  readonly #held = new Set<string>()

  constructor(options: TrialBrowserOptions) {
    this.#options = options
  }

  get selected(): TrialView | undefined {
    return this.#selected
  }

  /** The trial whose own page is shown. */
  get opened(): TrialView | undefined {
    return this.#isOpened ? this.#selected : undefined
  }

  get wantsHelp(): boolean {
    return this.#wantsHelp
  }

  /** A question that waits for `y` or `n`. */
  get question(): string | undefined {
    return this.#prompt?.question
  }

  /** What came of the last key, until the next one. */
  get message(): string | undefined {
    return this.#message
  }

  /** E.g. `loss, reversed`; undefined in the usual order. */
  get sortText(): string | undefined {
    if (this.#order === undefined) return undefined
    return `${visibleText(this.#order.key.title)}${this.#isReversed ? ', reversed' : ''}`
  }

  /** The rows to show, at most `limit`; `usual` are those without an order. */
  rows(limit: number, usual: () => TrialRows): TrialRows {
    const { study } = this.#options
    if (this.#order === undefined) {
      const rows = usual()
      this.#rows = rows.shown
      return rows
    }
    const rank = this.#selected && this.#order.rankOf(this.#selected)
    const { first, rows } = rowsAround(study, this.#order, { first: this.#first, rank, limit })
    this.#first = first
    this.#rows = rows.shown
    return rows
  }

  /** Something has happened to the trial. */
  moved(trial: TrialView): void {
    this.#order?.moved(trial)
  }

  /** Takes keys that came at once: an answer never comes together with what it answers. */
  press(keys: readonly Key[]): void {
    const askedBefore = this.#prompt
    for (const key of keys) {
      if (this.#prompt === undefined) this.#command(key)
      else if (this.#prompt === askedBefore || !isYes(key)) this.#answer(key, this.#prompt)
    }
  }

  #answer(key: Key, { yes }: Prompt): void {
    if (isYes(key)) {
      this.#prompt = undefined
      this.#try(yes)
    } else if (['n', 'N', 'escape', 'q'].includes(key)) {
      this.#prompt = undefined
    }
  }

  #command(key: Key): void {
    this.#message = undefined
    switch (key) {
      case 'up':
      case 'k':
        return this.#step(-1)
      case 'down':
      case 'j':
        return this.#step(1)
      case 'page-up':
        return this.#step(-Math.max(1, this.#rows.length))
      case 'page-down':
        return this.#step(Math.max(1, this.#rows.length))
      case 'home':
      case 'g':
        return this.#step(Number.NEGATIVE_INFINITY)
      case 'end':
      case 'G':
        return this.#step(Number.POSITIVE_INFINITY)
      case 'enter':
        if (this.#hasSelected()) this.#isOpened = true
        return
      case 'escape':
        return this.#back()
      case 's':
        return this.#sortByNext()
      case 'S':
        return this.#reverse()
      case 'x':
        return this.#askToStop()
      case 'p':
        return this.#pauseOrResume()
      case 'q':
        return this.#askToEnd()
      case 'h':
      case '?':
        this.#wantsHelp = !this.#wantsHelp
        return
      default:
    }
  }

  #back(): void {
    if (this.#isOpened) this.#isOpened = false
    else this.#selected = undefined
  }

  #step(by: number): void {
    const order = this.#order
    const size = order === undefined ? this.#rows.length : order.size
    if (size === 0) return
    const place = this.#selected && this.#placeOf(this.#selected)
    const from = place ?? (by > 0 && Number.isFinite(by) ? this.#first - 1 : this.#first)
    const to = Math.min(size - 1, Math.max(0, from + by))
    this.#selected = order === undefined ? this.#rows[to] : order.at(to)
  }

  #placeOf(trial: TrialView): number | undefined {
    if (this.#order !== undefined) return this.#order.rankOf(trial)
    const place = this.#rows.indexOf(trial)
    return place < 0 ? undefined : place
  }

  #sortByNext(): void {
    const keys = sortKeys(this.#options.columns, this.#options.study)
    const current = this.#order?.key.title
    const next = keys[keys.findIndex(({ title }) => title === current) + 1]
    this.#isReversed = false
    this.#first = 0
    this.#order = next && new TrialOrder(this.#options.study, next)
  }

  #reverse(): void {
    const key = this.#order?.key
    if (key === undefined) {
      this.#message = 'Press s to choose what to sort by first.'
      return
    }
    this.#isReversed = !this.#isReversed
    this.#first = 0
    this.#order = new TrialOrder(this.#options.study, { ...key, descending: !key.descending })
  }

  #hasSelected(): boolean {
    if (this.#selected === undefined) this.#message = 'Select a trial with j and k first.'
    return this.#selected !== undefined
  }

  #askToStop(): void {
    const trial = this.#selected
    if (!this.#hasSelected() || trial === undefined) return
    if (hasEnded(trial)) {
      this.#message = `${visibleText(trial.id)} has ended already.`
      return
    }
    this.#prompt = {
      question: `Stop trial ${visibleText(trial.id)} for good? (y/n)`,
      yes: () => {
        this.#controls().stopTrial(trial.id, 'stopped in the terminal')
        return `${visibleText(trial.id)} stops at its next report.`
      },
    }
  }

  #pauseOrResume(): void {
    const trial = this.#selected
    if (!this.#hasSelected() || trial === undefined) return
    const { id } = trial
    this.#try(() => {
      if (trial.status === 'PAUSED' || this.#held.has(id)) {
        this.#controls().resumeTrial(id)
        this.#held.delete(id)
        return `${visibleText(id)} goes on.`
      }
      this.#controls().pauseTrial(id, 'paused in the terminal')
      this.#held.add(id)
      return trial.status === 'RUNNING'
        ? `${visibleText(id)} pauses at its next report; p again lets it go on.`
        : `${visibleText(id)} waits until p lets it go on.`
    })
  }

  #askToEnd(): void {
    this.#prompt = {
      question: 'End the study? Trials stop at their next report and can be resumed. (y/n)',
      yes: () => {
        const controls = this.#options.controls()
        if (controls === undefined) this.#options.interrupt()
        else controls.stop('finish', 'ended in the terminal')
        return 'The study ends; Ctrl-C does not wait for the trials.'
      },
    }
  }

  #controls(): StudyControls {
    const controls = this.#options.controls()
    if (controls === undefined) throw new Error('The study cannot be told anything now.')
    return controls
  }

  #try(action: () => string): void {
    try {
      this.#message = action()
    } catch (error) {
      this.#message = visibleText(messageOf(error))
    }
  }
}

function hasEnded({ status }: TrialView): boolean {
  return status === 'TERMINATED' || status === 'ERROR'
}

function isYes(key: Key): boolean {
  return key === 'y' || key === 'Y'
}
