import type { TrialFailure } from '../../../protocol/messages.ts'
import type { ExitStatus } from '../child-process.ts'

/** What is known of a rank that did not end well. */
export interface Account {
  readonly rank: number
  /** How it ended; undefined where it has said so before. */
  status?: ExitStatus
  /** What it told the tuner. */
  said?: TrialFailure
}

/** What a rank hears, or prints, when another one is gone. */
const SYMPTOM =
  /connection (?:was |has been )?(?:reset|closed|refused|aborted)|closed by (?:remote )?peer|broken pipe|remote process exit|recvValue failed|sendBytes failed/i

/** What the Python client says of a SIGTERM. */
const TERMINATED = 'Terminated'

/**
 * Finds out which rank of a gang is to blame for its end. When one is lost the others soon fail as well,
 * and what they say of it is no cause; nor is how they end once the gang was told to.
 */
export class Blame {
  /** In the order in which something was heard of them. */
  readonly #accounts: Account[] = []
  readonly #sent: Set<NodeJS.Signals> = new Set()

  /** All ranks are sent a signal. */
  sent(signal: NodeJS.Signals): void {
    this.#sent.add(signal)
  }

  /** A rank has told what it failed with. */
  said(rank: number, failure: TrialFailure): void {
    if (this.#sent.has('SIGTERM') && failure.name === TERMINATED) return
    this.#accountOf(rank).said ??= failure
  }

  /** A rank has ended. Returns whether it ended badly. */
  ended(rank: number, status: ExitStatus): boolean {
    const isFine = status.code === 0 && status.error === undefined
    if (!isFine && !this.#isConsequence(status)) this.#accountOf(rank).status = status
    return !isFine
  }

  get isEmpty(): boolean {
    return this.#accounts.length === 0
  }

  /**
   * The rank to blame; undefined where none failed by itself.
   * @param lastLine The last line that a rank has printed.
   */
  culprit(lastLine: (rank: number) => string | undefined): Account | undefined {
    return (
      this.#accounts.find(({ status }) => status?.error !== undefined) ??
      this.#accounts.find(isKilled) ??
      this.#accounts.find((account) => !SYMPTOM.test(wordsOf(account, lastLine))) ??
      this.#accounts[0]
    )
  }

  #accountOf(rank: number): Account {
    const known = this.#accounts.find((account) => account.rank === rank)
    if (known) return known
    const account: Account = { rank }
    this.#accounts.push(account)
    return account
  }

  /** Whether a rank ended as it did because the gang was told to end. */
  #isConsequence({ signal, error }: ExitStatus): boolean {
    if (error !== undefined || this.#sent.size === 0) return false
    // Nobody but us is asked before a SIGKILL, and everything else may be a clean-up gone wrong.
    return signal !== 'SIGKILL' || this.#sent.has('SIGKILL')
  }
}

/** SIGABRT is how libraries give up, also because they have lost a peer. */
function isKilled({ status }: Account): boolean {
  return status?.signal != null && status.signal !== 'SIGABRT'
}

function wordsOf({ rank, said }: Account, lastLine: (rank: number) => string | undefined): string {
  return said ? `${said.name}: ${said.message}` : (lastLine(rank) ?? '')
}
