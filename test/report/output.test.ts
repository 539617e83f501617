import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createReporter } from '../../src/report/create-reporter.ts'
import { Output } from '../../src/report/output.ts'
import { Drive, playAll } from './drive.ts'
import { FakePipe, FakeTerminal, Screen } from './fake-terminal.ts'
import { START } from './hand-made-study.ts'

/** A pipe whose reader goes away after some writes, as `head` does. */
class BrokenPipe extends Writable {
  readonly isTTY: boolean
  writes = 0
  readonly #lasts: number

  constructor(lasts: number, isTTY = false) {
    super({ decodeStrings: false })
    this.#lasts = lasts
    this.isTTY = isTTY
  }

  override _write(_chunk: unknown, _encoding: string, done: (error?: Error) => void): void {
    this.writes += 1
    done(this.writes > this.#lasts ? new Error('write EPIPE') : undefined)
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(() => setImmediate(resolve)))
}

describe('a reader that goes away', () => {
  it.each([
    ['plain', 0],
    ['plain', 3],
    ['json', 3],
    ['live', 0],
    ['live', 2],
  ] as const)('ends %s reports after %i writes, and nothing else', async (format, lasts) => {
    const stream = new BrokenPipe(lasts, format === 'live')
    const clock = { ms: START }
    const reporter = createReporter({
      verbose: 3,
      format,
      stream,
      neighbours: [],
      env: {},
      now: () => clock.ms,
    })
    const drive = new Drive(reporter, clock)
    drive.open()
    await settled()
    for (let i = 0; i < 10; i++) {
      drive.wait(10)
      const trial = drive.add()
      drive.start(trial)
      drive.report(trial, { loss: 1 })
      drive.fail(trial, 'x')
      await settled()
    }
    const { writes } = stream
    playAll(new Drive(reporter, clock))
    await settled()
    expect(stream.writes).toBe(writes)
    reporter.close()
    await settled()
    expect(stream.listenerCount('error')).toBe(0)
  })

  it('may go away just before the end', async () => {
    const stream = new BrokenPipe(1)
    const output = new Output(stream)
    output.lines(['one'])
    output.lines(['two'])
    output.close()
    await settled()
    expect(stream.listenerCount('error')).toBe(0)
  })
})

describe('Output', () => {
  it('listens once to a stream that many share, until the last lets go', async () => {
    const stream = new FakePipe()
    const outputs = Array.from({ length: 20 }, () => new Output(stream))
    expect(stream.listenerCount('error')).toBe(1)
    for (const output of outputs.slice(1)) output.close()
    await settled()
    outputs[0]?.lines(['still here'])
    expect(stream.text).toBe('still here\n')
    expect(stream.listenerCount('error')).toBe(1)
    outputs[0]?.close()
    outputs[0]?.close()
    await settled()
    expect(stream.listenerCount('error')).toBe(0)
  })

  it('survives a stream that throws, and one that has ended', () => {
    const throws = new FakePipe()
    throws.write = () => {
      throw new Error('no')
    }
    const output = new Output(throws)
    output.lines(['x'])
    expect(output.isBroken).toBe(true)
    output.close()

    const ended = new FakePipe()
    ended.end()
    const late = new Output(ended)
    late.lines(['x'])
    late.close()
    expect(ended.text).toBe('')
  })

  it('knows a terminal that cannot keep up', () => {
    const terminal = new FakeTerminal(new Screen(80, 24))
    expect(new Output(terminal).isBusy).toBe(false)
    Object.defineProperty(terminal, 'writableNeedDrain', { value: true })
    expect(new Output(terminal).isBusy).toBe(true)
  })
})
