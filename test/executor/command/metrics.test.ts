import { describe, expect, it } from 'vitest'
import { parseJsonLine } from '../../../src/executor/command/json-line.ts'
import { PatternMetrics } from '../../../src/executor/command/pattern-metrics.ts'
import { fillScript } from '../../../src/executor/command/shell-script.ts'
import { parseTemplate } from '../../../src/executor/template/template.ts'

describe('parseJsonLine', () => {
  it.each([
    ['{"loss": 0.5, "ok": true}', { loss: 0.5, ok: true }],
    [' {"a":{"b":[1]}} ', { a: { b: [1] } }],
    ['{"a": NaN, "b": [-Infinity, Infinity]}', { a: Number.NaN, b: [-Infinity, Infinity] }],
    [
      '{"NaN \\" Infinity": "-Infinity", "b": NaN}',
      { 'NaN " Infinity': '-Infinity', b: Number.NaN },
    ],
    ['{"a": {"$num": "Infinity"}}', { a: Infinity }],
  ])('reads %s', (line, metrics) => {
    expect(parseJsonLine(line)).toEqual(metrics)
  })

  it.each(['', 'epoch 1', '[1]', '5', '{', '{}', '{"a": }', '{loss: 1}', '{"a": 1} x', "{'a': 1}"])(
    'finds nothing on %j',
    (line) => {
      expect(parseJsonLine(line)).toBeUndefined()
    },
  )
})

describe('PatternMetrics', () => {
  it('makes a result of what stands on one line', () => {
    const patterns = new PatternMetrics({ loss: /loss=(\S+)/, acc: /acc (\d+(?:\.\d+)?)%/ })
    expect(patterns.read('epoch 1 loss=1e-3 acc 93.5% (best)')).toEqual([
      { loss: 0.001, acc: 93.5 },
    ])
    expect(patterns.read('nothing')).toEqual([])
  })

  it('collects a result over lines, and takes the newest value', () => {
    const patterns = new PatternMetrics({ loss: /loss=(\S+)/, acc: /acc=(\S+)/ })
    expect(patterns.read('loss=3')).toEqual([])
    expect(patterns.read('loss=2')).toEqual([])
    expect(patterns.unseen).toEqual(['acc'])
    expect(patterns.read('acc=1')).toEqual([{ loss: 2, acc: 1 }])
    expect(patterns.read('acc=5')).toEqual([])
    expect(patterns.unseen).toEqual([])
  })

  it('sees each state of a progress bar', () => {
    const patterns = new PatternMetrics({ loss: /loss=(\S+)/ })
    expect(patterns.read('10% loss=3\r20% loss=2\r')).toEqual([{ loss: 3 }, { loss: 2 }])
  })

  it.each([
    ['nan', Number.NaN],
    ['-NaN', Number.NaN],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['+1.5e+3', 1500],
    ['0', 0],
  ])('reads %s as %d', (text, value) => {
    expect(new PatternMetrics({ x: /x=(\S+)/ }).read(`x=${text}`)).toEqual([{ x: value }])
  })

  it('takes the whole match where there is no group', () => {
    expect(new PatternMetrics({ x: /^[\d.]+$/ }).read('2.5')).toEqual([{ x: 2.5 }])
  })

  it('says which expression matched what is no number', () => {
    const read = (): unknown => new PatternMetrics({ x: /x=(\S*)/ }).read('x=0.5, y=1')
    expect(read).toThrow(expect.objectContaining({ code: 'METRIC_NOT_A_NUMBER' }))
    expect(read).toThrow('"0.5,"')
    expect(() => new PatternMetrics({ x: /x=(\S*)/ }).read('x=')).toThrow('""')
  })
})

describe('fillScript', () => {
  const fill = (script: string): string =>
    fillScript(parseTemplate(script), (name) => name.toUpperCase()).script

  it('refers to values in the way that each place asks for', () => {
    expect(fill('a {x} b{x}c "d {y}" \'e {x}\'')).toBe(
      'a "${ATTUNE_ARG_1}" b"${ATTUNE_ARG_1}"c "d ${ATTUNE_ARG_2}" \'e \'"${ATTUNE_ARG_1}"\'\'',
    )
    expect(fillScript(parseTemplate('{x} {y}'), (name) => name).variables).toEqual({
      ATTUNE_ARG_1: 'x',
      ATTUNE_ARG_2: 'y',
    })
  })

  it('is not misled by quotes that are escaped or in comments', () => {
    expect(fill('a \\" {x}')).toBe('a \\" "${ATTUNE_ARG_1}"')
    expect(fill("# don't\na#b' {x}'")).toBe(`# don't\na#b' '"\${ATTUNE_ARG_1}"''`)
  })
})
