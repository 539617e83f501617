import { createServer } from 'node:net'
import { TrialError } from '../../errors.ts'
import { PROTOCOL_VERSION } from '../../protocol/messages.ts'
import { LineChannel } from '../../protocol/line-channel.ts'
import { readFromTrial } from '../../protocol/read-message.ts'
import type { Server } from 'node:net'
import type { Duplex } from 'node:stream'
import type {
  CheckpointMessage,
  Decision,
  FromTrial,
  ReportMessage,
  StartMessage,
  ToTrial,
  TrialFailure,
} from '../../protocol/messages.ts'

/** What a trial says; `reply` answers the report on the connection that it came from. */
export interface TrialConnectionsListener {
  onReport(report: ReportMessage, reply: (decision: Decision) => void): void
  /** It saves its state. */
  onSaving(): void
  /** It has saved its state, or could not. */
  onCheckpoint(message: CheckpointMessage): void
  /** @param unread What it never read of its config. */
  onDone(unread: readonly string[] | undefined): void
  /** @param rank Which of the trial's processes failed; 0 for the one that speaks for it. */
  onError(failure: TrialFailure, rank: number): void
  /** It spoke nonsense: whatever waits for an answer would wait for ever. */
  onProtocolError(error: TrialError): void
}

type Channel = LineChannel<FromTrial, ToTrial>

/**
 * All connections of one attempt: the inherited descriptor, and those to its socket. Usually one
 * process speaks; several may do so one after the other, each beginning with `hello`.
 */
export class TrialConnections {
  readonly #start: StartMessage
  readonly #listener: TrialConnectionsListener
  readonly #channels: Set<Channel> = new Set()
  #server: Server | undefined
  #hasClient = false

  constructor(start: StartMessage, listener: TrialConnectionsListener) {
    this.#start = start
    this.#listener = listener
  }

  /** Whether somebody in the trial speaks the protocol. */
  get hasClient(): boolean {
    return this.#hasClient
  }

  adopt(stream: Duplex): void {
    const channel: Channel = new LineChannel<FromTrial, ToTrial>(stream, readFromTrial, {
      onMessage: (message) => this.#receive(message, channel),
      onProtocolError: (error) => this.#listener.onProtocolError(error),
      onClose: () => this.#channels.delete(channel),
    })
    this.#channels.add(channel)
  }

  /** Opens a unix socket for processes of the trial that do not have the inherited descriptor. */
  listen(path: string): void {
    this.#server = createServer((socket) => this.adopt(socket))
    // There is still the descriptor; a trial that has none fails, and says why.
    this.#server.on('error', () => undefined)
    this.#server.listen(path)
  }

  /** Tells every process of the trial that it shall end. */
  tellToStop(): void {
    const { attempt } = this.#start
    for (const channel of this.#channels) channel.send({ type: 'stop', attempt })
  }

  /** Resolves when the other ends of all connections are closed and everything has been read. */
  get closed(): Promise<unknown> {
    return Promise.all([...this.#channels].map((channel) => channel.closed))
  }

  destroy(): void {
    this.#server?.close()
    for (const channel of this.#channels) channel.destroy()
  }

  #receive(message: FromTrial, channel: Channel): void {
    this.#hasClient = true
    if (message.type === 'hello') {
      if (message.protocol > PROTOCOL_VERSION) this.#refuse(message.protocol)
      else channel.send(this.#start)
      return
    }
    const { trial, attempt } = this.#start
    if (message.trial !== trial || message.attempt !== attempt) {
      this.#listener.onProtocolError(
        new TrialError(
          'PROTOCOL_ERROR',
          `A ${message.type} message names trial ${message.trial}, attempt ${message.attempt}, ` +
            `on a connection of trial ${trial}, attempt ${attempt}.`,
        ),
      )
    } else if (message.type === 'report') {
      const { seq } = message
      this.#listener.onReport(message, (decision) =>
        channel.send({ type: 'answer', attempt, seq, decision }),
      )
    } else if (message.type === 'saving') {
      this.#listener.onSaving()
    } else if (message.type === 'checkpoint') {
      this.#listener.onCheckpoint(message)
    } else if (message.type === 'done') {
      this.#listener.onDone(message.unread)
    } else {
      this.#listener.onError(message.error, message.rank ?? 0)
    }
  }

  #refuse(version: number): void {
    this.#listener.onProtocolError(
      new TrialError(
        'PROTOCOL_ERROR',
        `The trial speaks version ${version} of the protocol, and this tuner version ` +
          `${PROTOCOL_VERSION}. Upgrade Attune, or install the older client.`,
      ),
    )
  }
}
