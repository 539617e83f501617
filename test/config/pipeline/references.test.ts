import { describe, expect, it } from 'vitest'
import { readText, refusal } from '../study-text.ts'
import { unwrap } from '../../../src/tuner/trainable.ts'

const TOP = `lr: 1e-3
size: 8
words: [a, b]
net: { width: 4, deep: { bias: yes } }
text: "8"
chain: \${net.deep}
circle: \${around}
around: \${circle}
needed: ???
trials: 3
counted: \${trials}
`

/** What an argument of the only step is, once it is resolved. */
function argument(value: string, env: Readonly<Record<string, string>> = {}): unknown {
  const text = `${TOP}training_pipeline:
  steps:
    - _target_: a.B
      beside: 5
      y: 1
      x: ${value}
`
  const { parameters } = unwrap(readText(text, { env }).trainable)
  const pipeline = parameters?.['pipeline'] as
    { readonly steps: [{ readonly x: unknown }] } | undefined
  return pipeline?.steps[0].x
}

describe('a reference', () => {
  it.each<[string, unknown]>([
    ['"${lr}"', 0.001],
    ['${lr}', 0.001],
    ['${words}', ['a', 'b']],
    ['${words[1]}', 'b'],
    ['${words.0}', 'a'],
    ['${net.width}', 4],
    ['${net}', { width: 4, deep: { bias: true } }],
    ['${chain}', { bias: true }],
    ['${text}', '8'],
    ['${counted}', 3],
    ['${.beside}', 5],
    ['${....size}', 8],
    ['lr-${lr}-${size}', 'lr-1e-3-8'],
    ['${itwinai.multiply:${size},2}', 16],
    ['${itwinai.multiply:0.5, 3}', 1.5],
    ['${itwinai.range:3}', [0, 1, 2]],
    ['${itwinai.range:1,6,2}', [1, 3, 5]],
    ['${itwinai.range:3,0,-1}', [3, 2, 1]],
    ['${net.${oc.env:WHICH,width}}', 4],
    ['${oc.env:HOME_OF,"a b"}', 'a b'],
    ['${oc.env:NOWHERE,null}', null],
    ['${oc.env:NOWHERE,20}', '20'],
    ['${EPOCHS:-20}', 20],
    ["'${EPOCHS:-20}'", '20'],
    ['$${lr}', '${lr}'],
    ['\\${lr}', '${lr}'],
    ['a$${b}${size}', 'a${b}8'],
    ['yes', true],
    ['"yes"', 'yes'],
    ['Off', false],
  ])('%s', (value, expected) => {
    expect(argument(value)).toEqual(expected)
  })

  it('may be an environment variable', () => {
    expect(argument('"${DATA}/x"', { DATA: '/data' })).toBe('/data/x')
    expect(argument('${COUNT}', { COUNT: '3' })).toBe(3)
    expect(argument('${oc.env:COUNT}', { COUNT: '3' })).toBe('3')
    expect(argument('${EPOCHS:-20}', { EPOCHS: '' })).toBe(20)
  })

  it('is the folder of the file where it asks for the working directory', () => {
    expect(argument('${itwinai.cwd:}/x')).toMatch(/^\/.*\/x$/)
  })

  it.each([
    [
      '${learning}',
      'study.yaml:17:10: ${learning} is neither a key of this file nor an environment variable.',
    ],
    ['${wrods}', 'Did you mean ${words}?'],
    ['${circle}', 'leads round in a circle: circle → around → circle.'],
    ['${needed}', 'needed is ???: it must be given. Say it with -o needed=value.'],
    ['a${net}', '${net} is a map, which cannot be part of a text.'],
    ['a${net', 'has a ${ without a }.'],
    ['${itwinai.multiply:2}', '${itwinai.multiply:2} cannot be had. Give two numbers'],
    ['${itwinai.multiply:2,x}', 'It wants numbers, and "x" is none.'],
    ['${itwinai.range:1,2,0}', 'Its step is 0.'],
    ['${itwinai.rnage:1}', 'There are: itwinai.cwd, itwinai.multiply, itwinai.range, oc.env.'],
    ['${oc.env:NOTHING}', 'The environment variable NOTHING is not set.'],
  ])('that cannot be followed is refused: %s', (value, message) => {
    expect(refusal(() => argument(value)).message).toContain(message)
  })
})
