import { describe, expect, it } from 'vitest'
import {
  choice,
  ConfigurationError,
  gridSearch,
  lograndint,
  loguniform,
  paramSpaceOf,
  python,
  qlograndint,
  qloguniform,
  qrandint,
  qrandn,
  quniform,
  randint,
  randn,
  uniform,
} from '../../src/index.ts'
import { compileSpace } from '../../src/space/space.ts'
import { spaceToJSON } from '../../src/space/space-json.ts'
import { folderWith, readText, refusal } from './study-text.ts'
import type { PythonOptions } from '../../src/index.ts'

const EVERY_DOMAIN = `
import attune as a

def train(config): ...

train.param_space = {
    "uniform": a.uniform(-1, 1.5),
    "quniform": a.quniform(0, 1, 0.1),
    "loguniform": a.loguniform(1e-5, 1e-1),
    "qloguniform": a.qloguniform(0.5, 10, 0.5),
    "randint": a.randint(1, 16_000),
    "qrandint": a.qrandint(2, 10, 2),
    "qrandint_1": a.qrandint(2, 10),
    "lograndint": a.lograndint(1, 10),
    "qlograndint": a.qlograndint(2, 16, 2),
    "randn": a.randn(),
    "randn_2": a.randn(1, 2),
    "qrandn": a.qrandn(1, 2, 0.5),
    "choice": a.choice(["a", 1, True, None, float("nan"), float("-inf"), "1e-5", "yes"]),
    "ordered": a.choice([3, 1, 2], ordered=True),
    "unordered": a.choice((1, 2, 3), ordered=False),
    "grid": a.grid_search([1, a.grid_search([2, 3])]),
    "optimizer": a.choice([{"type": "adam"}, {"type": "sgd", "momentum": a.uniform(0, 1)}]),
    "limits": {"min": 0, "max": 1},
    "named": {"type": "uniform", "_target_": "x"},
    "call": "not a call()",
    "model": {"layers": [a.randint(1, 9), {"act": "relu"}], "empty": {}},
}
`

/** The same, as TypeScript says it. */
const THE_SAME = {
  uniform: uniform(-1, 1.5),
  quniform: quniform(0, 1, 0.1),
  loguniform: loguniform(1e-5, 1e-1),
  qloguniform: qloguniform(0.5, 10, 0.5),
  randint: randint(1, 16_000),
  qrandint: qrandint(2, 10, 2),
  qrandint_1: qrandint(2, 10),
  lograndint: lograndint(1, 10),
  qlograndint: qlograndint(2, 16, 2),
  randn: randn(),
  randn_2: randn(1, 2),
  qrandn: qrandn(1, 2, 0.5),
  choice: choice(['a', 1, true, null, Number.NaN, Number.NEGATIVE_INFINITY, '1e-5', 'yes']),
  ordered: choice([3, 1, 2], { ordered: true }),
  unordered: choice([1, 2, 3], { ordered: false }),
  grid: gridSearch([1, gridSearch([2, 3])]),
  optimizer: choice([{ type: 'adam' }, { type: 'sgd', momentum: uniform(0, 1) }]),
  limits: { min: 0, max: 1 },
  named: { type: 'uniform', _target_: 'x' },
  call: 'not a call()',
  model: { layers: [randint(1, 9), { act: 'relu' }], empty: {} },
}

function jsonOf(space: unknown): unknown {
  return spaceToJSON(compileSpace(space))
}

function asked(source: string, options: PythonOptions = { function: 'train' }): Promise<object> {
  const cwd = folderWith({ 'train.py': source })
  return paramSpaceOf(python(`${cwd}/train.py`, options))
}

describe('paramSpaceOf', () => {
  it('gives what a Python function declares', async () => {
    expect(jsonOf(await asked(EVERY_DOMAIN))).toEqual(jsonOf(THE_SAME))
  })

  it('imports the script as a trial does', async () => {
    const cwd = folderWith({
      'train.py':
        'import os, sys, attune, helper\n' +
        'assert __name__ != "__main__"\n' +
        'print("said", flush=True)\n' +
        'class Tune:\n' +
        '    def __init__(self): self.param_space = {"a": sys.argv[1:], "b": os.environ["B"], "c": helper.C}\n' +
        'tune = Tuner = Tune()\n' +
        'Tune.__call__ = lambda self, config: None\n',
      'helper.py': 'C = 3\n',
    })
    const options = { function: 'tune', args: ['--x', '1'], env: { B: 'set' } }
    const space = await paramSpaceOf(python(`${cwd}/train.py`, options))
    expect(space).toEqual({ a: ['--x', '1'], b: 'set', c: 3 })
    const byName = await paramSpaceOf(
      python(
        { module: 'helper2.tune' },
        {
          function: 'f',
          cwd: folderWith({
            'helper2/tune.py': 'def f(config): ...\nf.param_space = {"x": 1}\n',
          }),
        },
      ),
    )
    expect(byName).toEqual({ x: 1 })
  })

  it.each([
    [
      'def train(config): ...',
      'NO_DECLARED_SPACE',
      /train\.py:train declares no space\. Set it in/,
    ],
    ['import nothing_of_this_name', 'DECLARED_SPACE_UNREADABLE', /asked.*\n[^]*No module named/],
    [
      'def other(config): ...',
      'DECLARED_SPACE_UNREADABLE',
      /no function named 'train'\. It has: other/,
    ],
    [
      'from attune import uniform\ndef train(config): ...\ntrain.param_space = {"a": uniform(2, 1)}',
      'DECLARED_SPACE_UNREADABLE',
      /uniform\(2, 1\): lower must be below upper/,
    ],
    [
      'def train(config): ...\ntrain.param_space = {"a": object}',
      'DECLARED_SPACE_UNREADABLE',
      /param_space\['a'\] is <class 'object'>/,
    ],
    ['import sys; sys.exit(3)', 'DECLARED_SPACE_UNREADABLE', /could not be asked/],
  ])('rejects with the reason: %s', async (source, code, message) => {
    const failure = await asked(source).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ConfigurationError)
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) as string })
  })

  it('rejects what cannot be asked', async () => {
    await expect(asked('', {})).rejects.toMatchObject({ code: 'INVALID_PYTHON_OPTION' })
    await expect(asked('', { function: 'f', python: '/no/such/python' })).rejects.toMatchObject({
      code: 'PYTHON_NOT_FOUND',
    })
    await expect(paramSpaceOf((() => 1) as never)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })
})

describe('a study file', () => {
  const declaring = `
from attune import uniform, choice
open("asked", "w").close()
def train(config): ...
train.param_space = {"lr": uniform(0, 1), "units": choice([1, 2])}
`
  const read = (text: string, source = declaring) =>
    readText(text, { files: { 'train.py': source }, env: process.env }).options.paramSpace

  it('without a space has what its Python function declares', () => {
    expect(read('trainable: train.py:train')).toEqual({ lr: uniform(0, 1), units: choice([1, 2]) })
  })

  it('with a space has what it says itself', () => {
    expect(read('trainable: train.py:train\nspace: { lr: 3 }')).toEqual({ lr: 3 })
  })

  it('has both at any depth', () => {
    const source = `from attune import uniform
def train(config): ...
train.param_space = {"a": {"x": uniform(0, 1), "y": uniform(0, 1)}, "b": uniform(0, 1)}`
    const text =
      'trainable: train.py:train\nspace: { a: { x: 3 }, b: { c: 1 } }\ndeclared_space: yes'
    expect(read(text, source)).toEqual({ a: { x: 3, y: uniform(0, 1) }, b: { c: 1 } })
  })

  it('has both where it wants both, and its own entries win', () => {
    expect(read('trainable: train.py:train\nspace: { lr: 3 }\ndeclared_space: yes')).toEqual({
      lr: 3,
      units: choice([1, 2]),
    })
  })

  it.each([
    ['it does not want it', 'trainable: train.py:train\ndeclared_space: no', declaring],
    ['there is no function', 'trainable: train.py', declaring],
    [
      'the script does not speak of a space',
      'trainable: train.py:train',
      'raise ValueError("imported")',
    ],
    ['none is declared', 'trainable: train.py:train', '# param_space\ndef train(config): ...'],
  ])('has none where %s', (_, text, source) => {
    expect(read(text, source)).toBeUndefined()
  })

  it('asks nobody where it shall not', () => {
    const text = 'trainable: train.py:train'
    const files = { 'train.py': declaring }
    expect(readText(text, { files, asksPython: false }).options.paramSpace).toBeUndefined()
  })

  it.each([
    [
      'trainable: train.py:train\ndeclared_space: true',
      'def train(config): ...',
      'NO_DECLARED_SPACE',
      /^study\.yaml:2:1: .*train\.py:train declares no space/,
    ],
    [
      'trainable: train.py\ndeclared_space: true',
      '',
      'NO_DECLARED_SPACE',
      /^study\.yaml:2:1: .*only a function in a Python script declares a space/,
    ],
    [
      'trials: 2\ntrainable: train.py:train',
      'param_space = 1 / 0',
      'DECLARED_SPACE_UNREADABLE',
      /^study\.yaml:2:1: [^]*ZeroDivisionError: division by zero/,
    ],
  ])('says what is wrong: %s', (text, source, code, message) => {
    const failure = refusal(() => read(text, source))
    expect(failure.code).toBe(code)
    expect(failure.message).toMatch(message)
  })
})
