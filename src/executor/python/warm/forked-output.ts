import { closeSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import type { OutputTarget } from '../../process/child-process.ts'
import type { ForkedOutput } from './warm-messages.ts'

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
 * @param path Of that socket: one without a file yet.
 */
export function routeOutput(output: OutputTarget, path: string): OutputRoute {
  const close = (): void => undefined
  if (output === 'ignore') return { target: { discard: true }, stream: undefined, close }
  if (output !== 'pipe') {
    // Made here, where a failure can be told.
    closeSync(openSync(output.file, 'a'))
    return { target: { file: output.file }, stream: undefined, close }
  }
  const stream = new PassThrough()
  const server = createServer((socket) => {
    server.close()
    socket.on('error', () => stream.end())
    socket.pipe(stream)
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
