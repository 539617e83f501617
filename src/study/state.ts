import type { Orders, ScheduleOrder } from '../schedule/scheduler.ts'
import type { Search } from '../search/searcher.ts'
import type { Command } from './commands.ts'
import type { StudyEvent } from './events.ts'
import type { ExploitRecord } from './exploit-record.ts'
import { Glance } from './glance.ts'
import { Ledger } from './ledger.ts'
import { Roster } from './roster.ts'
import { SearchDesk } from './search-desk.ts'
import type { StudySetup } from './setup.ts'
import type { Trial } from './trial.ts'

export type EventOf<T extends StudyEvent['type']> = Extract<StudyEvent, { type: T }>

/** All that moves in a study. It belongs to the `Study`, and is moved only by the functions of this room. */
export class StudyState {
  readonly setup: StudySetup
  readonly roster: Roster
  readonly desk: SearchDesk
  readonly glance: Glance
  readonly exploits: ExploitRecord[] = []
  ledger: Ledger = new Ledger({ cpu: 0, gpu: 0, custom: {} })
  /** 0 before the first session. */
  sessionStartedAt = 0
  stopping:
    { readonly how: 'finish' | 'now'; readonly reason: string; readonly final: boolean } | undefined
  stopReason: string | undefined
  /** Whether the schedule was asked what to do while nothing runs, and has answered. */
  idle: 'no' | 'asked' | 'yes' = 'no'
  finishing = false
  /** What is to be done about the event that is being folded, in order. */
  commands: Command[] = []
  /** What the schedule ordered because of it, in order. */
  ordered: ScheduleOrder[] = []
  /** Ids of the trials whose next attempt began because of it, in order. */
  begun: string[] = []
  /** Who ended well or was stopped because of it. */
  completed: Trial[] = []
  /** While a stored event is folded: what was decided then holds, and not what would be decided now. */
  recalling = false

  constructor(setup: StudySetup) {
    this.setup = setup
    this.roster = new Roster(setup.metric, setup.mode)
    this.desk = new SearchDesk(setup.search, { eager: setup.schedule.changesConfigs === true })
    this.glance = new Glance(this.roster, () => this.ledger)
  }

  /** The search, as far as it knows of a trial; undefined where it does not. */
  searchOf(trial: Trial): Search | undefined {
    const { search } = this.setup
    return trial.isGiven && search.onTrialGiven === undefined ? undefined : search
  }

  /** Takes up what the schedule answered; of a stored event the orders are known. */
  take(orders: Orders | void): void {
    if (orders && !this.recalling) this.ordered.push(...orders)
  }
}
