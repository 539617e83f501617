import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KeyInput } from '../../../src/report/keys/key-input.ts'
import type { Standing } from '../../../src/report/keys/job-control.ts'
import type { Key } from '../../../src/report/keys/key-decoder.ts'
import type { KeyStream } from '../../../src/report/keys/key-input.ts'

/** A terminal's keyboard that writes down what is done to it. */
class Keyboard extends EventEmitter implements KeyStream {
  readonly isTTY: boolean = true
  readonly done: string[] = []
  setRawMode(raw: boolean): void {
    this.done.push(raw ? 'raw' : 'cooked')
  }
  resume(): void {
    this.done.push('resume')
  }
  pause(): void {
    this.done.push('pause')
  }
}

describe('KeyInput', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  let where: Standing = 'foreground'
  beforeEach(() => void (where = 'foreground'))

  function inputOn(stream: KeyStream): { input: KeyInput; keys: Key[][] } {
    const keys: Key[][] = []
    const onKeys = (pressed: readonly Key[]): void => void keys.push([...pressed])
    return { input: new KeyInput({ stream, onKeys, standing: () => where }), keys }
  }

  it('hands on keys while it is open, and leaves everything as it was', () => {
    const keyboard = new Keyboard()
    const { input, keys } = inputOn(keyboard)
    expect(input.open()).toBe(true)
    expect(keyboard.done).toEqual(['cooked', 'raw', 'resume'])
    keyboard.emit('data', Buffer.from('jk'))
    const bytes = Buffer.from('学')
    keyboard.emit('data', bytes.subarray(0, 1))
    keyboard.emit('data', bytes.subarray(1))
    expect(keys).toEqual([['j', 'k'], ['学']])
    input.close()
    input.close()
    expect(keyboard.done.slice(3)).toEqual(['pause', 'cooked'])
    vi.runAllTimers()
    expect(keyboard.eventNames()).toEqual([])
  })

  it('waits a little for the rest of a sequence', () => {
    const keyboard = new Keyboard()
    const { input, keys } = inputOn(keyboard)
    input.open()
    keyboard.emit('data', Buffer.from('\u001b'))
    vi.advanceTimersByTime(20)
    keyboard.emit('data', Buffer.from('[A'))
    expect(keys).toEqual([['up']])
    keyboard.emit('data', Buffer.from('\u001b'))
    vi.advanceTimersByTime(60)
    expect(keys).toEqual([['up'], ['escape']])
    input.close()
  })

  it('leaves alone what is no terminal, what others read, and what others have', () => {
    const pipe = Object.assign(new Keyboard(), { isTTY: false })
    expect(inputOn(pipe).input.open()).toBe(false)
    const read = new Keyboard()
    read.on('data', () => {})
    expect(inputOn(read).input.open()).toBe(false)
    const keyboard = new Keyboard()
    const { input } = inputOn(keyboard)
    for (where of ['background', 'none'] as const) expect(input.open()).toBe(false)
    expect([...pipe.done, ...read.done, ...keyboard.done]).toEqual([])
    where = 'foreground'
    expect(input.open()).toBe(true)
    // The settings that the terminal has now are those of somebody else.
    where = 'background'
    input.close()
    expect(keyboard.done).toEqual(['cooked', 'raw', 'resume', 'pause'])
  })

  it('survives a terminal that goes away', () => {
    const keyboard = new Keyboard()
    const { input } = inputOn(keyboard)
    input.open()
    keyboard.emit('error', new Error('EIO'))
    expect(input.isOpen).toBe(false)
    const gone = Object.assign(new Keyboard(), {
      setRawMode: () => {
        throw new Error('EIO')
      },
    })
    expect(inputOn(gone).input.open()).toBe(false)
  })
})
