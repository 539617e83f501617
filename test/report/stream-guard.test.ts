import { describe, expect, it } from 'vitest'
import { StreamGuard } from '../../src/report/stream-guard.ts'
import { FakePipe } from './fake-terminal.ts'

function guarded(): { pipe: FakePipe; guard: StreamGuard; log: string[] } {
  const pipe = new FakePipe()
  const log: string[] = []
  const guard = new StreamGuard(
    pipe,
    () => log.push(`before ${JSON.stringify(pipe.text)}`),
    () => log.push(`after ${JSON.stringify(pipe.text)}`),
  )
  return { pipe, guard, log }
}

describe('StreamGuard', () => {
  it('hands on whole lines, and tells before and after', () => {
    const { pipe, guard, log } = guarded()
    pipe.write('one\ntwo\nthr')
    expect(pipe.text).toBe('one\ntwo\n')
    expect(guard.unfinished).toBe('thr')
    pipe.write('ee')
    expect(guard.unfinished).toBe('three')
    pipe.write('\n')
    expect(pipe.text).toBe('one\ntwo\nthree\n')
    expect(guard.unfinished).toBe('')
    expect(log).toEqual([
      'before ""',
      'after "one\\ntwo\\n"',
      'after "one\\ntwo\\n"',
      'before "one\\ntwo\\n"',
      'after "one\\ntwo\\nthree\\n"',
    ])
  })

  it('takes bytes and encodings, a character cut in two included', () => {
    const { pipe, guard } = guarded()
    const bytes = Buffer.from('日本\n')
    pipe.write(bytes.subarray(0, 4))
    pipe.write(bytes.subarray(4))
    pipe.write('6869', 'hex')
    pipe.write('IQo=', 'base64')
    expect(pipe.text).toBe('日本\nhi!\n')
    guard.close()
  })

  it('calls callbacks, also where nothing goes out yet', async () => {
    const { pipe } = guarded()
    await new Promise<void>((resolve) => void pipe.write('unfinished', () => resolve()))
    await new Promise<void>((resolve) => void pipe.write(' finished\n', 'utf8', () => resolve()))
    expect(pipe.text).toBe('unfinished finished\n')
  })

  it('shows of a line what a carriage return has left of it', () => {
    const { pipe, guard } = guarded()
    for (let i = 0; i <= 100; i++) pipe.write(`\r${i}%`)
    expect(guard.unfinished).toBe('100%')
    pipe.write('\r')
    expect(guard.unfinished).toBe('100%\r')
    pipe.write('done\r\n')
    expect(pipe.text).toBe('100%\rdone\r\n')
  })

  it('does not hold back without end', () => {
    const { pipe, guard } = guarded()
    pipe.write('x'.repeat(10_000))
    expect(guard.unfinished).toBe('')
    expect(pipe.text).toBe(`${'x'.repeat(10_000)}\n`)
  })

  it('leaves the stream as it was, with what it held', () => {
    const pipe = new FakePipe()
    const guard = new StreamGuard(
      pipe,
      () => {},
      () => {},
    )
    expect(Object.hasOwn(pipe, 'write')).toBe(true)
    pipe.write('held')
    guard.close()
    guard.close()
    expect(Object.hasOwn(pipe, 'write')).toBe(false)
    pipe.write('free')
    expect(pipe.text).toBe('held\nfree')
  })

  it('lets all pass after its end where another one stands before it', () => {
    const pipe = new FakePipe()
    const guard = new StreamGuard(
      pipe,
      () => {},
      () => {},
    )
    const theirs = pipe.write.bind(pipe)
    const standIn = (chunk: string): boolean => theirs(`[${chunk}]`)
    pipe.write = standIn as typeof pipe.write
    guard.close()
    expect(Reflect.get(pipe, 'write')).toBe(standIn)
    pipe.write('unfinished')
    expect(pipe.text).toBe('[unfinished]')
  })
})
