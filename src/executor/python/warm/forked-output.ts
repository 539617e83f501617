import { closeSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import type { OutputTarget } from '../../process/child-process.ts'
import type { ForkedOutput } from './warm-messages.ts'

/** How many there have been. */
let routes = 0

/** An output stream of a forked process. */
export interface OutputRoute {
  readonly target: ForkedOutput
  /** What the process writes, where this process wants to read it. */
  readonly stream: Readable | undefined
  /** Ends the stream of a process that is gone. */
  close(): void
}

/**
 * A forked process inherits no descriptors of this one: what is to be read here comes over a socket.
 * Throws where a file cannot be written.
 * @param socket A path beside which that socket may be.
 */
export function routeOutput(output: OutputTarget, socket: string): OutputRoute {
  const close = (): void => undefined
  if (output === 'ignore') return { target: { discard: true }, stream: undefined, close }
  if (output !== 'pipe') {
    // Made here, where a failure can be told.
    closeSync(openSync(output.file, 'a'))
    return { target: { file: output.file }, stream: undefined, close }
  }
  // The ranks of a trial have one socket in common.
  const path = `${socket}.${routes++}`
  const stream = new PassThrough()
  const server = createServer((writer) => {
    server.close()
    writer.on('error', () => stream.end())
    // What has left the trial's group may write on for ever.
    stream.on('close', () => writer.destroy())
    writer.pipe(stream)
  })
  server.on('error', () => stream.end())
  server.listen(path)
  return {
    target: { socket: path },
    stream,
    close() {
      // A process that has connected ends the stream itself, when it has written all.
      if (server.listening) stream.end()
      server.close()
    },
  }
}
