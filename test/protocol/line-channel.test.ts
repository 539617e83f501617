import { Duplex, PassThrough } from 'node:stream'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineChannel } from '../../src/protocol/line-channel.ts'
import { LineSplitter } from '../../src/protocol/line-splitter.ts'
import { readFromTrial, readToTrial } from '../../src/protocol/read-message.ts'
import { spawnChild } from '../../src/executor/process/child-process.ts'
import { waitUntil } from '../support/wait-until.ts'
import type { FromTrial, ToTrial } from '../../src/protocol/messages.ts'

interface Heard {
  readonly messages: FromTrial[]
  readonly errors: string[]
  closed: number
}

function listenTo(stream: Duplex): { heard: Heard; channel: LineChannel<FromTrial, ToTrial> } {
  const heard: Heard = { messages: [], errors: [], closed: 0 }
  const channel = new LineChannel<FromTrial, ToTrial>(stream, readFromTrial, {
    onMessage: (message) => heard.messages.push(message),
    onProtocolError: (error) => {
      expect(error.code).toBe('PROTOCOL_ERROR')
      heard.errors.push(error.message)
    },
    onClose: () => (heard.closed += 1),
  })
  return { heard, channel }
}

/** A stream on which the test writes what the channel reads, and reads what it writes. */
function wire(): { stream: Duplex; incoming: PassThrough; written: string[] } {
  const incoming = new PassThrough()
  const written: string[] = []
  const outgoing = new PassThrough()
  outgoing.on('data', (chunk: Buffer) => written.push(chunk.toString()))
  return { stream: Duplex.from({ readable: incoming, writable: outgoing }), incoming, written }
}

const done = { type: 'done', trial: 't', attempt: 1 } as const
const report = (metrics: Record<string, unknown>): FromTrial => ({
  type: 'report',
  trial: 't',
  attempt: 1,
  seq: 1,
  metrics,
})

describe('LineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ''))
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(7)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''))
        const heard: string[] = []
        const splitter = new LineSplitter(
          1e6,
          (text) => heard.push(text),
          () => expect.fail(),
        )
        let start = 0
        for (const cut of cuts) {
          splitter.push(bytes.subarray(start, start + cut))
          start += cut
        }
        splitter.push(bytes.subarray(start))
        splitter.end()
        expect(heard).toEqual(lines)
      }),
    )
  })

  it('drops a line that is too long and goes on with the next', () => {
    const heard: string[] = []
    const tooLong: string[] = []
    const splitter = new LineSplitter(
      10,
      (text) => heard.push(text),
      (start) => tooLong.push(start),
    )
    for (const piece of ['ok\n123456', '7890', 'and more', ' and more\nagain\n', 'last']) {
      splitter.push(Buffer.from(piece))
    }
    splitter.end()
    expect(heard).toEqual(['ok', 'again', 'last'])
    expect(tooLong).toEqual(['1234567890and more'])
  })
})

describe('LineChannel', () => {
  it('reads messages, with the numbers that JSON lacks and lines of megabytes', async () => {
    const { stream, incoming } = wire()
    const { heard } = listenTo(stream)
    const long = 'é'.repeat(1_500_000)
    incoming.write(
      '{"type":"report","trial":"t","attempt":1,"seq":1,"metrics":{"a":{"$num":"NaN"}}}\r\n\n',
    )
    incoming.end(`${JSON.stringify(report({ long }))}\n${JSON.stringify(done)}`)
    await waitUntil(() => heard.closed > 0)
    expect(heard.messages).toEqual([report({ a: Number.NaN }), report({ long }), done])
    expect(heard.errors).toEqual([])
  })

  it.each([
    ['hello world', 'is not JSON: "hello world"'],
    ['[1]', 'is not a JSON object'],
    ['null', 'is not a JSON object'],
    ['{}', 'lacks "type"'],
    ['{"type":"dance"}', 'has the unknown type "dance"'],
    ['{"type":"done","trial":"t"}', 'lacks "attempt"'],
    ['{"type":"done","trial":7,"attempt":1}', 'has a wrong "trial"'],
    ['{"type":"report","trial":"t","attempt":1,"seq":0,"metrics":{}}', 'has a wrong "seq"'],
    ['{"type":"report","trial":"t","attempt":1,"seq":1,"metrics":[1]}', 'has a wrong "metrics"'],
    ['{"type":"error","trial":"t","attempt":1,"error":{"name":"E"}}', 'has a wrong "error"'],
    ['{"type":"hello","protocol":"1","pid":1}', 'has a wrong "protocol"'],
  ])('tells of a line that is no message, and goes on: %s', async (line, problem) => {
    const { stream, incoming } = wire()
    const { heard } = listenTo(stream)
    incoming.end(`${line}\n${JSON.stringify(done)}\n`)
    await waitUntil(() => heard.closed > 0)
    expect(heard.messages).toEqual([done])
    expect(heard.errors).toEqual([expect.stringContaining(problem)])
    expect(heard.errors[0]).toContain(JSON.stringify(line))
  })

  it('shortens garbage, and survives bytes that are no text', async () => {
    const { stream, incoming } = wire()
    const { heard } = listenTo(stream)
    incoming.write(Buffer.concat([Buffer.alloc(100_000, 0xff), Buffer.from('\n')]))
    incoming.end('x'.repeat(10_000))
    await waitUntil(() => heard.closed > 0)
    expect(heard.errors).toHaveLength(2)
    for (const error of heard.errors) expect(error.length).toBeLessThan(1000)
  })

  it('writes once for all that is sent in the same turn', async () => {
    const { stream, written } = wire()
    const { channel } = listenTo(stream)
    const answer: ToTrial = { type: 'answer', attempt: 1, seq: 1, decision: 'continue' }
    for (let i = 0; i < 3; i++) channel.send(answer)
    await waitUntil(() => written.length > 0)
    expect(written).toEqual([`${JSON.stringify(answer)}\n`.repeat(3)])
  })

  it('sends what waits before it closes, and is silent afterwards', async () => {
    const { stream, written } = wire()
    const { channel, heard } = listenTo(stream)
    channel.send({ type: 'close' })
    channel.close()
    await waitUntil(() => written.length > 0)
    expect(written).toEqual(['{"type":"close"}\n'])
    channel.destroy()
    channel.send({ type: 'close' })
    channel.close()
    expect(channel.isOpen).toBe(false)
    expect(heard.closed).toBe(1)
  })

  it('survives a child that dies while it is written to', async () => {
    const child = spawnChild({
      argv: ['/bin/true'],
      env: {},
      stdout: 'ignore',
      stderr: 'ignore',
      protocolFd: true,
    })
    const { channel, heard } = listenTo(child.protocol as Duplex)
    const stop: ToTrial = { type: 'stop', attempt: 1 }
    while (channel.isOpen) {
      channel.send(stop)
      await new Promise(setImmediate)
    }
    expect(heard.closed).toBe(1)
    await child.gone
  })
})

describe('readToTrial', () => {
  it('accepts every message of the tuner and names what is wrong with others', () => {
    const start = {
      type: 'start',
      protocol: 1,
      trial: 't',
      attempt: 1,
      trialName: 'n',
      studyName: 's',
      config: null,
      dir: '/d',
      checkpoint: null,
      iteration: 0,
      resources: {},
    }
    for (const message of [
      start,
      { type: 'answer', attempt: 1, seq: 2, decision: 'pause' },
      { type: 'stop', attempt: 1 },
      { type: 'close' },
    ]) {
      expect(readToTrial(message)).toBe(message)
    }
    expect(() => readToTrial({ ...start, checkpoint: 1 })).toThrow('has a wrong "checkpoint"')
    expect(() => readToTrial({ type: 'answer', attempt: 1, seq: 1, decision: 'go' })).toThrow(
      'has a wrong "decision"',
    )
    expect(() => readToTrial({ type: 'report' })).toThrow('unknown type "report"')
  })
})
