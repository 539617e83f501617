import { closeSync, openSync, writeSync } from 'node:fs'
import type { StartMessage } from '../protocol/messages.ts'

type Write = typeof process.stdout.write

let open: { readonly stdout: number; readonly stderr: number } | undefined

/**
 * Sends what JavaScript in this thread writes to standard output and error to a trial's files, until
 * called again. Without files it is discarded. Synchronous, so that no line lands in the next trial's.
 */
export function redirectOutput(output: StartMessage['output']): void {
  const previous = open
  open = output && {
    stdout: openSync(output.stdout, 'a'),
    stderr: output.stderr === output.stdout ? -1 : openSync(output.stderr, 'a'),
  }
  const stdout = open?.stdout
  const stderr = open?.stderr === -1 ? stdout : open?.stderr
  process.stdout.write = writerTo(stdout)
  process.stderr.write = writerTo(stderr)
  if (!previous) return
  closeSync(previous.stdout)
  if (previous.stderr !== -1) closeSync(previous.stderr)
}

function writerTo(fd: number | undefined): Write {
  const write = (
    chunk: string | Uint8Array,
    encodingOrDone?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ): boolean => {
    if (fd !== undefined) {
      if (typeof chunk !== 'string') writeSync(fd, chunk)
      else if (typeof encodingOrDone === 'string') writeSync(fd, Buffer.from(chunk, encodingOrDone))
      else writeSync(fd, chunk)
    }
    const callback = typeof encodingOrDone === 'function' ? encodingOrDone : done
    if (callback) process.nextTick(callback)
    return true
  }
  return write
}
