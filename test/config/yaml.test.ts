import { describe, expect, it } from 'vitest'
import { readLines, readText, refusal, TRAINABLE } from './study-text.ts'

function refused(text: string): string {
  return refusal(() => readText(text)).message
}

describe('what is no YAML', () => {
  it.each([
    ['trainable: a\nspace:\n\tlr: 1\n', '3:1: A tab indents this line.'],
    ['trainable: a\ntrials: 1\nname: x\ntrials: 2\n', '4:1: The key trials is here twice.'],
    ['trainable: a\nname: x: y\n', '2:7: This is text and keys at once.'],
    ['trainable: a\n  trials: 5\n', '1:12: This is text and keys at once.'],
    ['trainable: a\nspace: { lr: [1, 2\ntrials: 5\n', '3:1: The indentation is wrong'],
    ['trainable: a\nname: "x\n', '3:1: This is no YAML: Missing closing "quote.'],
    [
      'trainable: a\nname: @x\n',
      '2:7: Plain value cannot start with reserved character @. Quote the text.',
    ],
    ['trainable: a\nspace: { lr: ${lr} }\n', '2:15: A reference inside { } or [ ] must be quoted'],
    ['trainable: a\nsize: 1\nspace: { lr: a-${lr} }\n', '3:17: A reference inside'],
    ['trainable: a\n---\ntrials: 1\n', '2:1: A second document begins here'],
    ['trainable: a\nname: *x\n', '2:7: There is no &x before *x.'],
    ['trainable: a\nspace: &a { b: *a }\n', '2:11: This contains itself.'],
    ['trainable: a\nseed: !!python/tuple [1]\n', '2:7: This is no YAML: Unresolved tag'],
    ['trainable: a\n? [1]\n: 2\n', '2:3: A key must be a word or text.'],
    ['- trainable: a\n', '1:1: The study file is no map.'],
    ['', '1:1: The study file is empty.'],
    ['# nothing\n', 'The study file is empty.'],
  ])('%j', (text, message) => {
    expect(refused(text)).toContain(message)
  })

  it('does not grow beyond all bounds', () => {
    const lines = Array.from({ length: 12 }, (_, i) => {
      const last = `*a${i}`
      return `  a${i + 1}: &a${i + 1} [${Array.from({ length: 9 }, () => last).join(', ')}]`
    })
    expect(refused(`trainable: a\nspace:\n  a0: &a0 [1]\n${lines.join('\n')}\n`)).toContain(
      'beyond all bounds',
    )
  })
})

describe('YAML of Python users', () => {
  it('has numbers, switches and words in their own spelling', () => {
    const { options } = readLines(`trials: "1_000"
time_budget: 1e3
max_concurrent: +2
seed: .5
reuse: on
default_loggers: no
name: 007
scheduler: { name: asha, max_t: "1e2", stop_last_trials: off }
space: { a: 1_000, b: 1_0, c: "1_000", d: yes, e: 1e-5, f: .5 }`)
    expect(options.tuneConfig).toEqual({
      numSamples: 1000,
      timeBudgetS: 1000,
      maxConcurrentTrials: 2,
      seed: 0.5,
      reuse: true,
      scheduler: { name: 'asha', maxT: 100, stopLastTrials: false },
    })
    expect(options.runConfig).toEqual({ name: '007', defaultLoggers: false })
    expect(options.paramSpace).toEqual({ a: 1000, b: '1_0', c: '1_000', d: 'yes', e: 1e-5, f: 0.5 })
  })

  it('has anchors, aliases and merge keys', () => {
    const { options } = readText(`${TRAINABLE}
space:
  first: &range { type: uniform, min: 0, max: 1 }
  second: { <<: *range, max: 2 }
  third: { <<: [{ a: 1 }, { a: 2, b: 3 }], c: 4 }
  fourth: *range
`)
    expect(JSON.parse(JSON.stringify(options.paramSpace))).toEqual({
      first: { type: 'uniform', lower: 0, upper: 1 },
      second: { type: 'uniform', lower: 0, upper: 2 },
      third: { a: 1, b: 3, c: 4 },
      fourth: { type: 'uniform', lower: 0, upper: 1 },
    })
    expect(refused('trainable: a\nspace: { <<: 5 }')).toContain(
      'study.yaml:2:14: << merges maps, and this is 5',
    )
  })

  it('may begin with a byte order mark and have Windows line ends', () => {
    expect(readText('\uFEFFtrainable: a\r\ntrials: 3\r\n').options.tuneConfig).toEqual({
      numSamples: 3,
    })
    expect(refused('\uFEFFtrainable: a\r\ntrials: x\r\n')).toContain('study.yaml:2:9: ')
  })
})

describe('environment variables in values', () => {
  const env = { DATA: '/data', N: '5', EMPTY: '', WORDS: 'a: b # c' }
  const options = (lines: string) => readLines(lines, { env }).options

  it('are put in', () => {
    const lines = `trials: \${N}
name: run-\${N}
seed: "\${N}"
storage: \${DATA}/out
space:
  quoted: "\${N}"
  otherwise: "\${NONE:-0.5}"
  empty: "x \${EMPTY:-y}"
  none: "[\${EMPTY}]"
  escaped: $\${N}
  whole: "\${WORDS}"
  other: \${itwinai.cwd:}`
    expect(options(lines)).toEqual({
      paramSpace: {
        quoted: '5',
        otherwise: '0.5',
        empty: 'x y',
        none: '[]',
        escaped: '${N}',
        whole: 'a: b # c',
        other: '${itwinai.cwd:}',
      },
      tuneConfig: { numSamples: 5, seed: 5 },
      runConfig: { name: 'run-5', storagePath: '/data/out' },
    })
  })

  it('are read as YAML where they are not quoted', () => {
    expect(
      options('space:\n  a: ${N}\n  b: ${NONE:-1e-3}\n  c: ${NONE:-yes}\n  d: a${N}').paramSpace,
    ).toEqual({
      a: 5,
      b: 1e-3,
      c: 'yes',
      d: 'a5',
    })
  })

  it('must be set', () => {
    const { message } = refusal(() => options('name: ${NONE}'))
    expect(message).toMatch(
      /^study\.yaml:2:7: The environment variable NONE is not set\. .*\$\{NONE:-something\}/,
    )
  })
})
