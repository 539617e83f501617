import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { likelyMetric, modeOf, printedMetrics } from '../../src/cli/init/metrics.ts'
import { readModuleSource } from '../../src/cli/init/module-source.ts'

test.each([
  ['val_loss', 'min'],
  ['valLoss', 'min'],
  ['test/accuracy', 'max'],
  ['f1', 'max'],
  ['eval-rmse', 'min'],
  ['zeal', undefined],
  ['lossless', undefined],
])('%s is to be made %s', (name, mode) => {
  expect(modeOf(name)).toBe(mode)
})

test.each([
  [['loss', 'val_loss', 'epoch'], 'val_loss'],
  [['train_loss', 'accuracy'], 'accuracy'],
  [['val_acc', 'val_loss'], 'val_loss'],
  [['test_loss', 'val_accuracy'], 'val_accuracy'],
  [['time', 'loss'], 'loss'],
  [['epoch', 'lr'], undefined],
  [[], undefined],
])('of %j it is likely %s', (names, expected) => {
  expect(likelyMetric(names)).toBe(expected)
})

describe('metrics in printed text', () => {
  const found = (template: string, line: string): Readonly<Record<string, string | undefined>> =>
    Object.fromEntries(
      printedMetrics([template]).map(({ name, pattern }) => [
        name,
        new RegExp(pattern).exec(line)?.[1],
      ]),
    )

  test('are named by the words before a value', () => {
    expect(
      found('epoch \0: loss=\0, val acc: \0%', 'epoch 3: loss=1.5e-3, val acc: 98.1%'),
    ).toEqual({ epoch: '3', loss: '1.5e-3', val_acc: '98.1' })
  })

  test('are named by the data that they were measured on', () => {
    const line = 'Test set: Average loss: nan, Accuracy: 9/10 (90%)'
    expect(found('\nTest set: Average loss: \0, Accuracy: \0/\0 (\0%)\n', line)).toEqual({
      test_loss: 'nan',
      test_accuracy: '9',
    })
    const both = 'training loss 0.5 | val loss 0.25, acc 0.75'
    expect(found('training loss \0 | val loss \0, acc \0', both)).toEqual({
      training_loss: '0.5',
      val_loss: '0.25',
      val_acc: '0.75',
    })
    expect(printedMetrics(['Train Epoch: \0\tLoss: \0']).map(({ name }) => name)).toEqual([
      'Train_Epoch',
      'train_loss',
    ])
  })

  test('a longer name is not taken for a shorter one', () => {
    expect(found('val_loss=\0 loss=\0', 'val_loss=1 loss=-2')).toEqual({
      val_loss: '1',
      loss: '-2',
    })
  })

  test('text without a name before its value has none', () => {
    expect(printedMetrics(['\0', '\0 of \0', 'done', '---\0'])).toEqual([
      { name: 'of', pattern: expect.any(String) as string },
    ])
  })

  test('every expression is one, and finds the value it was made for', () => {
    const name = fc.stringMatching(/^[a-z][a-z_/@]{0,8}$/)
    const between = fc.constantFrom('=', ': ', ' ', ' = ', ':')
    const value = fc.constantFrom('1', '-0.5', '1e-05', 'nan', '-inf', '+3.25')
    fc.assert(
      fc.property(name, between, value, (metric, sign, text) => {
        const [only] = printedMetrics([`${metric}${sign}\0`])
        expect(only?.name).toBe(metric)
        const line = `${metric}${sign}${text}`
        expect(new RegExp(only?.pattern ?? '').exec(line)?.[1]).toBe(text)
      }),
    )
  })
})

describe('the text of a module', () => {
  test('its exported functions', () => {
    const text = [
      'export default async function main(config) {}',
      'export async function train(config) {}',
      'export const fit = async (config: Config): Promise<void> => {}',
      'export const LIMIT = 3',
      'function inner() {}',
      '// export function commented() {}',
    ].join('\n')
    expect(readModuleSource(text).functions).toEqual(['default', 'train', 'fit'])
  })

  test('what it takes from its config, and what it reports', () => {
    const text = `
      const { lr, units = 64, act: activation = 'relu' } = config
      const a = config.momentum ?? 0.9, b = config.lr
      await trial.report({ loss, 'val_loss': 1 })
      yield { epoch: 1 }
    `
    const { knobs, metrics } = readModuleSource(text)
    expect(knobs).toEqual([
      { name: 'lr' },
      { name: 'units', default: 64 },
      { name: 'act', default: 'relu' },
      { name: 'momentum', default: 0.9 },
    ])
    expect(metrics).toEqual(['loss', 'val_loss', 'epoch'])
  })

  test('never throws', () => {
    const piece = fc.constantFrom('config', '.', '{', '}', ':', '=', ',', 'a', "'x'", 'export', ' ')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(() => readModuleSource(pieces.join(''))).not.toThrow()
      }),
    )
  })
})
