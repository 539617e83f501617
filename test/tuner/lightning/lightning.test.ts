import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { choice, lightning, loguniform, randint, uniform } from '../../../src/index.ts'
import { shortNames } from '../../../src/tuner/lightning/short-names.ts'
import { unwrap } from '../../../src/tuner/trainable.ts'
import type { LightningOptions } from '../../../src/index.ts'

interface Vector {
  readonly paths: readonly string[]
  /** Null where they cannot be told apart. */
  readonly names: readonly string[] | null
}

const vectors = JSON.parse(
  readFileSync(new URL('./short-names.json', import.meta.url), 'utf8'),
) as readonly Vector[]

describe('shortNames', () => {
  it.each(vectors)('$paths', ({ paths, names }) => {
    const shortened = () =>
      shortNames(paths.map((path) => path.split('/'))).map((name) => name.join('/'))
    if (names === null) expect(shortened).toThrow('cannot be told apart')
    else expect(shortened()).toEqual(names)
  })
})

const width = choice([32, 64])
const lr = loguniform(1e-4, 1e-1)
const rate = uniform(0, 1)

describe('lightning', () => {
  it('takes the domains out of the arguments, at any depth', () => {
    const layers = [{ units: randint(1, 9) }, 3]
    const { trainable, paramSpace } = lightning({
      module: { class_path: 'net.Net', init_args: { width, lr, layers, act: 'relu' } },
      trainer: {
        max_epochs: 5,
        callbacks: [{ class_path: 'x.Y', init_args: { patience: width } }],
      },
      fit: { datamodule: { class_path: 'data.Digits', init_args: { lr: rate } } },
      python: 'python9',
      cwd: '/somewhere',
    })
    expect(paramSpace).toEqual({
      width,
      module: { lr },
      units: layers[0] && Object(layers[0]).units,
      patience: width,
      datamodule: { lr: rate },
    })
    const { target, parameters } = unwrap(trainable)
    expect(target).toMatchObject({
      kind: 'python',
      script: 'attune.lightning._declared',
      isModule: true,
      function: 'train',
      python: 'python9',
      cwd: '/somewhere',
    })
    expect(parameters).toEqual({
      module: {
        class_path: 'net.Net',
        init_args: {
          width: { $parameter: ['width'] },
          lr: { $parameter: ['module', 'lr'] },
          layers: [{ units: { $parameter: ['units'] } }, 3],
          act: 'relu',
        },
      },
      trainer: {
        max_epochs: 5,
        callbacks: [{ class_path: 'x.Y', init_args: { patience: { $parameter: ['patience'] } } }],
      },
      fit: {
        datamodule: {
          class_path: 'data.Digits',
          init_args: { lr: { $parameter: ['datamodule', 'lr'] } },
        },
      },
      checkpointing: null,
    })
  })

  const net = { class_path: 'net.Net' }
  it.each([
    [{}, 'INVALID_OPTION', /module is undefined\. Give the import path/],
    [{ module: { class_path: 'Net' } }, 'INVALID_OPTION', /module is \{"class_path":"Net"\}/],
    [{ module: { ...net, args: {} } }, 'UNKNOWN_OPTION', /has no option "args"/],
    [{ module: net, trainr: {} }, 'UNKNOWN_OPTION', /Did you mean trainer\?/],
    [{ module: net, trainer: 3 }, 'INVALID_OPTION', /trainer is 3\. Give arguments by name/],
    [{ module: net, trainer: width }, 'INVALID_OPTION', /Give arguments by name/],
    [{ module: net, fit: { model: 3 } }, 'INVALID_OPTION', /fit\.model is made from the other/],
    [
      { module: net, checkpointing: { dirpath: 'x' } },
      'INVALID_OPTION',
      /dirpath is "x"\. Leave it/,
    ],
    [
      { module: net, checkpointing: {}, trainer: { enable_checkpointing: false } },
      'INVALID_OPTION',
      /contradicts checkpointing/,
    ],
  ])('refuses %j', (options, code, message) => {
    const make = () => lightning(options as LightningOptions)
    expect(make).toThrow(message)
    expect(make).toThrow(expect.objectContaining({ code }))
  })
})
