import { describe, expect, it } from 'vitest'
import { choice, loguniform, uniform } from '../../src/index.ts'
import { unwrap } from '../../src/tuner/trainable.ts'
import { pages } from '../docs/pages.ts'
import { readText, refusal } from './study-text.ts'

const BLOCK = `lightning:
  module: { class_path: net.Net, init_args: { width: { type: choice, options: [1, 2] } } }
`

/** The message of what is wrong with a file. */
function refused(text: string): string {
  return refusal(() => readText(text)).message
}

const page = pages.find(({ name }) => name === 'docs/lightning-declarative.md')

it('can be written as its page says', () => {
  const blocks = page?.blocks.filter(({ language, isFragment }) => {
    return language === 'yaml' && !isFragment
  })
  const spaces = blocks?.map(({ code }) => Object.keys(readText(code).options.paramSpace ?? {}))
  expect(spaces).toEqual([
    ['layer_1_size', 'lr', 'batch_size'],
    ['width', 'gradient_clip_val', 'patience'],
  ])
})

describe('a lightning block', () => {
  it('declares what is trained, and what may vary', () => {
    const { trainable, options, path } = readText(`lightning:
  module:
    class_path: net.Net
    init_args:
      layer_1_size: { type: choice, options: [32, 64] }
      lr: { type: loguniform, min: 1e-4, max: 1e-1 }
      hidden: [16, { type: choice, options: [8, 4] }]
      range: { type: object, entries: { min: 0, max: 1 } }
  trainer: { max_epochs: 5, logger: false, limit: ~ }
  fit:
    datamodule:
      class_path: data.Digits
      init_args: { lr: { type: uniform, min: 0, max: 1 } }
  checkpointing: { monitor: val/loss, save_top_k: 2 }
  interpreter: ./venv/bin/python
  cwd: sub
  env: { A: 1, B: ~ }
trials: 5
`)
    expect(options.paramSpace).toEqual({
      layer_1_size: choice([32, 64]),
      module: { lr: loguniform(1e-4, 1e-1) },
      hidden: { 1: choice([8, 4]) },
      datamodule: { lr: uniform(0, 1) },
    })
    expect(options.tuneConfig).toMatchObject({ metric: 'val/loss', mode: 'min', numSamples: 5 })
    const folder = path.replace(/\/study\.yaml$/, '')
    const { target, parameters } = unwrap(trainable)
    expect(target).toMatchObject({
      kind: 'python',
      isModule: true,
      python: `${folder}/venv/bin/python`,
      cwd: `${folder}/sub`,
      env: { A: '1', B: null },
    })
    expect(parameters).toEqual({
      module: {
        class_path: 'net.Net',
        init_args: {
          layer_1_size: { $parameter: ['layer_1_size'] },
          lr: { $parameter: ['module', 'lr'] },
          hidden: [16, { $parameter: ['hidden', '1'] }],
          range: { min: 0, max: 1 },
        },
      },
      trainer: { max_epochs: 5, logger: false, limit: null },
      fit: {
        datamodule: {
          class_path: 'data.Digits',
          init_args: { lr: { $parameter: ['datamodule', 'lr'] } },
        },
      },
      checkpointing: { monitor: 'val/loss', save_top_k: 2 },
    })
  })

  it('may be written in other words', () => {
    const { options, trainable } = readText(`lightning:
  module: { _target_: net.Net, width: { _target_: ray.tune.choice, categories: [1, 2] } }
  fitParams:
    datamodule: { _target_: torch.distributions.Uniform, low: 0, high: { type: uniform, lower: 1, upper: 2 } }
`)
    expect(options.paramSpace).toEqual({ width: choice([1, 2]), high: uniform(1, 2) })
    expect(unwrap(trainable).parameters).toMatchObject({
      module: { class_path: 'net.Net', init_args: { width: { $parameter: ['width'] } } },
      fit: {
        datamodule: {
          class_path: 'torch.distributions.Uniform',
          init_args: { low: 0, high: { $parameter: ['high'] } },
        },
      },
    })
  })

  it.each([
    ['', { metric: 'val/loss', mode: 'max' }],
    ['metric: other', { metric: 'other' }],
    ['mode: min', { metric: 'val/loss', mode: 'min' }],
  ])('has the metric of its checkpoints, unless the file says: %s', (line, said) => {
    const { options } = readText(
      `${BLOCK}  checkpointing: { monitor: val/loss, mode: max }\n${line}\n`,
    )
    const { metric, mode } = options.tuneConfig ?? {}
    expect(JSON.parse(JSON.stringify({ metric, mode }))).toEqual(said)
  })

  it('can be changed on the command line, and has resources as others', () => {
    const { options, trainable } = readText(`${BLOCK}resources: { cpu: 2 }\n`, {
      overrides: ['lightning.module.init_args.width=7', 'lightning.trainer.max_epochs=3'],
    })
    expect(options.paramSpace).toEqual({})
    expect(unwrap(trainable)).toMatchObject({
      resources: { cpu: 2 },
      parameters: { module: { init_args: { width: 7 } }, trainer: { max_epochs: 3 } },
    })
  })

  it.each([
    ['lightning: { trainer: {} }', 'study.yaml:1:12: lightning.module is missing. Give'],
    [
      'lightning: { module: net.Net }',
      'study.yaml:1:22: lightning.module is "net.Net". Give a map',
    ],
    [
      'lightning: { module: { class_path: Net } }',
      'study.yaml:1:36: lightning.module.class_path is "Net". Give an import path with its module',
    ],
    [
      `${BLOCK}  trainr: {}`,
      'study.yaml:3:3: lightning has no key "trainr". Did you mean trainer?',
    ],
    [`${BLOCK}  trainer: 5`, 'study.yaml:3:12: lightning.trainer is 5. Give arguments by name'],
    [
      `${BLOCK}  trainer: { max_epochs: { type: randint, min: 5, max: 2 } }`,
      'study.yaml:3:26: lightning.trainer.max_epochs: randint(5, 2): lower must be below upper',
    ],
    [
      `${BLOCK}  trainer: { max_epochs: { type: randit, min: 1, max: 2 } }`,
      'study.yaml:3:34: lightning.trainer.max_epochs: there is no domain "randit". Did you mean randint?',
    ],
    [
      `${BLOCK}  checkpointing: { dirpath: x }`,
      'study.yaml:3:29: lightning: checkpointing.dirpath is "x". Leave it out',
    ],
    [`${BLOCK}  fit: { model: x }`, 'study.yaml:3:17: lightning: fit.model is made from the other'],
    [
      `${BLOCK}space: { lr: 1 }`,
      'study.yaml:3:1: space says nothing beside lightning, where what may vary stands among the',
    ],
    [
      `${BLOCK}parameters: { a: 1 }`,
      'study.yaml:3:13: parameters cannot be handed to a declared training.',
    ],
    [
      `trainable: ./train\n${BLOCK}`,
      'study.yaml:2:1: lightning stands in place of trainable, which is there too.',
    ],
    ['trials: 3', 'study.yaml:1:1: trainable is missing. Give { python'],
    [
      'lightning:\n  module: { class_path: a.B, init_args: {} }\n  fit: { _target_: a.B }\n  fit_params: {}',
      'study.yaml:4:3: fit_params says the same as fit',
    ],
  ])('that is wrong is refused: %s', (text, message) => {
    expect(refused(`${text}\n`)).toContain(message)
  })
})
