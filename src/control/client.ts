import { connect } from 'node:net'
import { hostname } from 'node:os'
import { AttuneError } from '../errors.ts'
import { LineChannel } from '../protocol/line-channel.ts'
import { readAddress } from './address.ts'
import type { Socket } from 'node:net'
import type { ControlAnswer, ControlRequest } from './messages.ts'

type Granted = Extract<ControlAnswer, { ok: true }>

/** A tuner that answers has nothing else to do; one that is stopped (Ctrl-Z) does not. */
const PATIENCE_MS = 10_000

/** A line to the tuner of a running study. */
export interface StudyClient {
  /**
   * Asks for something and waits for the answer.
   * @throws {AttuneError} the tuner's own refusal (`UNKNOWN_TRIAL`, `TRIAL_ENDED`, `STUDY_ENDING`, …),
   * `TUNER_GONE` when it ended before it answered, `TUNER_SILENT` when it does not answer.
   */
  request(request: ControlRequest): Promise<Granted>
  close(): void
}

/** Reaches the tuner that runs the study in this folder; undefined when none does on this machine. */
export async function connectToStudy(dir: string): Promise<StudyClient | undefined> {
  const address = readAddress(dir)
  if (address === undefined || address.host !== hostname()) return undefined
  const socket = await open(address.socket)
  return socket && new Line(socket)
}

function open(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path, () => resolve(socket))
    // Whatever is wrong with it, nobody listens there.
    socket.once('error', () => resolve(undefined))
  })
}

interface Waiting {
  readonly resolve: (answer: ControlAnswer) => void
  readonly reject: (error: Error) => void
}

class Line implements StudyClient {
  readonly #channel: LineChannel<ControlAnswer, ControlRequest>
  readonly #waiting: Waiting[] = []

  constructor(socket: Socket) {
    this.#channel = new LineChannel(socket, (value) => value as ControlAnswer, {
      onMessage: (answer) => this.#waiting.shift()?.resolve(answer),
      onClose: () => {
        const gone = new AttuneError('TUNER_GONE', 'The tuner ended before it answered.')
        for (const { reject } of this.#waiting.splice(0)) reject(gone)
      },
    })
  }

  async request(request: ControlRequest): Promise<Granted> {
    const answer = await this.#ask(request)
    if (answer.ok) return answer
    throw new AttuneError(answer.error.code, answer.error.message)
  }

  close(): void {
    this.#channel.destroy()
  }

  #ask(request: ControlRequest): Promise<ControlAnswer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new AttuneError(
            'TUNER_SILENT',
            `The study's tuner has not answered within ${PATIENCE_MS / 1000} s. Is it stopped?`,
          ),
        )
        this.close()
      }, PATIENCE_MS)
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer)
          settle(value)
        }
      if (!this.#channel.isOpen) {
        clearTimeout(timer)
        reject(new AttuneError('TUNER_GONE', 'The tuner has ended.'))
        return
      }
      this.#waiting.push({ resolve: settled(resolve), reject: settled(reject) })
      this.#channel.send(request)
    })
  }
}
