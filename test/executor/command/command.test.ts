import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { command } from '../../../src/executor/command/command.ts'
import { configVariables, textAt } from '../../../src/executor/template/config-values.ts'
import { splitWords } from '../../../src/executor/command/split-words.ts'
import { fillTemplate, parseTemplate } from '../../../src/executor/template/template.ts'

const code = (name: string): unknown => expect.objectContaining({ code: name })

describe('splitWords', () => {
  it.each([
    ['python train.py --lr 1', ['python', 'train.py', '--lr', '1']],
    ['  a\t b\n c ', ['a', 'b', 'c']],
    [`a 'b  c' "d 'e'" f\\ g`, ['a', 'b  c', "d 'e'", 'f g']],
    [`--x='a b'"c"d`, ['--x=a bcd']],
    [`'' "" x`, ['', '', 'x']],
    [`"a\\"b\\\\c\\d\\$e"`, ['a"b\\c\\d$e']],
    [`'a\\b|$HOME;'`, ['a\\b|$HOME;']],
    [`"a|b; (c)" 5$ $1`, ['a|b; (c)', '5$', '$1']],
    [`--lr={lr} "{a b}"`, ['--lr={lr}', '{a b}']],
    ['', []],
  ])('splits %j', (line, words) => {
    expect(splitWords(line)).toEqual(words)
  })

  it('gives back whatever was quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
        expect(splitWords(line)).toEqual(words)
      }),
    )
  })

  it.each(['a | b', 'a > b', 'a; b', 'a && b', 'a $HOME', 'a "${X}"', 'a $(b)', 'a `b`', 'a <b'])(
    'refuses %j, which needs a shell',
    (line) => {
      expect(() => splitWords(line)).toThrow(code('SHELL_SYNTAX'))
    },
  )

  it('refuses a quote that is not closed', () => {
    expect(() => splitWords(`a "b`)).toThrow(code('UNCLOSED_QUOTE'))
    expect(() => splitWords(`don't`)).toThrow(code('UNCLOSED_QUOTE'))
  })
})

describe('templates', () => {
  it.each([
    ['--lr={lr}', '--lr=<lr>'],
    ['{a}{b/c}x{d.e}', '<a><b/c>x<d.e>'],
    ['{{"a": {a}}}', '{"a": <a>}'],
    ['{{{a}}}', '{<a>}'],
    ['plain', 'plain'],
    ['{größe}', '<größe>'],
    ['', ''],
  ])('fills %j', (text, filled) => {
    expect(fillTemplate(parseTemplate(text), (name) => `<${name}>`)).toBe(filled)
  })

  it.each(['{', '}', '{}', '{a', 'a}', '{"a": 1}', '{a b}', '{{a}'])('refuses %j', (text) => {
    expect(() => parseTemplate(text)).toThrow(code('INVALID_PLACEHOLDER'))
  })
})

describe('values of a config', () => {
  const config = {
    lr: 1e-7,
    text: 'a b',
    flag: false,
    none: null,
    layers: [1, { a: Number.NaN }],
    optimizer: { name: 'sgd', 'a.b': 1 },
    'x/y': 2,
  }

  it.each([
    ['lr', '1e-7'],
    ['text', 'a b'],
    ['flag', 'false'],
    ['none', 'null'],
    ['layers', '[1,{"a":{"$num":"NaN"}}]'],
    ['optimizer', '{"name":"sgd","a.b":1}'],
    ['optimizer/name', 'sgd'],
    ['optimizer.name', 'sgd'],
    ['x/y', '2'],
    ['layers/0', '1'],
  ])('%s is %s', (path, text) => {
    expect(textAt(config, path)).toBe(text)
  })

  it.each(['nope', 'optimizer/nope', 'lr/x', 'toString', 'none/x', ''])(
    'has no %j, and says what it has',
    (path) => {
      expect(() => textAt(config, path)).toThrow(code('UNKNOWN_PLACEHOLDER'))
      expect(() => textAt(config, path)).toThrow('{lr}, {text}')
    },
  )

  it('are variables too, without those that are too long for the system', () => {
    expect(
      configVariables({ batchSize: 8, opt: { 'weight-decay': 0.1 }, l2Reg: [1], nul: 'a\0b' }),
    ).toEqual({
      ATTUNE_CONFIG: '{"batchSize":8,"opt":{"weight-decay":0.1},"l2Reg":[1],"nul":"a\\u0000b"}',
      ATTUNE_PARAM_BATCH_SIZE: '8',
      ATTUNE_PARAM_OPT_WEIGHT_DECAY: '0.1',
      ATTUNE_PARAM_L2_REG: '[1]',
    })
    expect(configVariables({ a: 'x'.repeat(200_000), b: 1 })).toEqual({ ATTUNE_PARAM_B: '1' })
  })
})

describe('command()', () => {
  it('describes a trainable as frozen plain data', () => {
    const trainable = command('python train.py --lr {lr} --layers {model/layers} {lr}')
    expect(trainable).toMatchObject({
      kind: 'command',
      name: 'train',
      placeholders: ['lr', 'model/layers'],
      shell: false,
      metrics: 'json',
    })
    expect(trainable.templates).toHaveLength(7)
    expect(Object.isFrozen(trainable)).toBe(true)
    expect(structuredClone(trainable)).toEqual(trainable)
  })

  it.each([
    ['./solve --fast', 'solve'],
    ['python -m training', 'python'],
    [['/opt/my tools/fit', '{x}'], 'fit'],
    ['uv run scripts/fit_model.py {x}', 'fit_model'],
    ['prog {data}.csv', 'prog'],
  ])('names %j %s', (template, name) => {
    expect(command(template).name).toBe(name)
  })

  it('names a shell script after what it runs', () => {
    expect(command('cd x && python fit.py > log', { shell: true }).name).toBe('fit')
  })

  it('refuses what cannot work', () => {
    expect(() => command('')).toThrow(code('INVALID_COMMAND'))
    expect(() => command(['', 'a'])).toThrow(code('INVALID_COMMAND'))
    expect(() => command([])).toThrow(code('INVALID_COMMAND'))
    expect(() => command(['a'], { shell: true })).toThrow(code('INVALID_COMMAND'))
    expect(() => command('a | b')).toThrow(code('SHELL_SYNTAX'))
    expect(() => command('a {')).toThrow(code('INVALID_PLACEHOLDER'))
    for (const metrics of [{ regex: {} }, { regex: { a: 'x' } }, { file: '' }, {}, 'stdout']) {
      expect(() => command('a', { metrics: metrics as never })).toThrow(
        code('INVALID_METRICS_OPTION'),
      )
    }
  })
})
