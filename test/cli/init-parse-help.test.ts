import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseHelp } from '../../src/cli/init/parse-help.ts'
import { parseDefault } from '../../src/cli/init/parse-default.ts'

const knob = (help: string, name: string): unknown =>
  parseHelp(help).find((found) => found.name === name)

describe('parseHelp', () => {
  test('reads what argparse writes, on the same line or on the next', () => {
    const help = [
      'usage: train.py [-h] [--lr LR] [--opt {adam,sgd}] --data DATA',
      '                [--width {32,64}] [--aug | --no-aug] [--betas B B] name',
      '',
      'positional arguments:',
      '  name                  what to call it',
      '',
      'options:',
      '  -h, --help            show this help message and exit',
      '  --lr LR, --learning-rate LR',
      '                        learning rate (default: 0.001)',
      '  --opt {adam,sgd}      the optimizer, which is described in so many words',
      "                        that it goes on (default: 'adam')",
      '  --data DATA',
      '  --width {32,64}',
      '  -v, --verbose         say more (default: False)',
      '  --aug, --no-aug       augment (default: True)',
      '  --betas B B           of adam (default: [0.9, 0.999])',
      '  -b N, --batch-size N  (default: 64)',
    ].join('\n')
    expect(parseHelp(help)).toEqual([
      { name: 'lr', flag: '--lr', kind: 'float', default: 0.001 },
      { name: 'opt', flag: '--opt', kind: 'text', default: 'adam', choices: ['adam', 'sgd'] },
      { name: 'data', flag: '--data', isRequired: true },
      { name: 'width', flag: '--width', choices: [32, 64] },
      { name: 'verbose', flag: '--verbose', toggle: { on: '--verbose' } },
      { name: 'aug', flag: '--aug', toggle: { on: '--aug', off: '--no-aug' } },
      { name: 'betas', flag: '--betas', kind: 'other' },
      { name: 'batch_size', flag: '--batch-size', kind: 'int', default: 64 },
      { name: 'name', isPositional: true, isRequired: true },
    ])
  })

  test('reads what click writes', () => {
    const help = [
      'Usage: train.py [OPTIONS] SOURCE',
      '',
      'Options:',
      '  --lr FLOAT               [default: 0.1]',
      '  --opt [adam|sgd]         Which.  [default: adam]',
      '  --depth INTEGER RANGE    How deep.  [default: 2; 1<=x<=4]',
      '  --drop FLOAT RANGE       [0.0<=x<1.0]',
      '  --shout / --no-shout     Loud.',
      '  --out FILE',
      '  --epochs INTEGER         [required]',
      '  --help                   Show this message and exit.',
    ].join('\n')
    expect(parseHelp(help)).toEqual([
      { name: 'lr', flag: '--lr', kind: 'float', default: 0.1 },
      { name: 'opt', flag: '--opt', kind: 'text', default: 'adam', choices: ['adam', 'sgd'] },
      { name: 'depth', flag: '--depth', kind: 'int', default: 2, min: 1, max: 4 },
      { name: 'drop', flag: '--drop', kind: 'float', min: 0, max: 1 },
      { name: 'shout', flag: '--shout', toggle: { on: '--shout', off: '--no-shout' } },
      { name: 'out', flag: '--out', kind: 'path' },
      { name: 'epochs', flag: '--epochs', kind: 'int', isRequired: true },
      { name: 'source', isPositional: true, isRequired: true },
    ])
  })

  test('reads what typer draws with rich', () => {
    const help = [
      ' Usage: train.py [OPTIONS]',
      '╭─ Options ─────────────────────────────────────────────────────────╮',
      '│ *  --data          TEXT                [required]                 │',
      '│    --lr            FLOAT               [default: 0.001]           │',
      '│    --layers    -l  INTEGER RANGE [x>=1]  [default: 2]             │',
      '│    --opt           [adam|sgd]          [default: adam]            │',
      '│    --bn            --no-bn             [default: no-bn]           │',
      '│    --help                              Show this message and exit.│',
      '╰───────────────────────────────────────────────────────────────────╯',
    ].join('\n')
    expect(knob(help, 'data')).toMatchObject({ flag: '--data', isRequired: true })
    expect(knob(help, 'lr')).toEqual({ name: 'lr', flag: '--lr', kind: 'float', default: 0.001 })
    expect(knob(help, 'layers')).toMatchObject({ flag: '--layers', kind: 'int', default: 2 })
    expect(knob(help, 'opt')).toMatchObject({ choices: ['adam', 'sgd'], default: 'adam' })
    expect(knob(help, 'bn')).toMatchObject({ toggle: { on: '--bn', off: '--no-bn' } })
    expect(knob(help, 'help')).toBeUndefined()
  })

  test('reads the metavars of newer typer', () => {
    const help = [
      'Usage: train.py [OPTIONS]',
      '',
      'Options:',
      '  --lr <float>              [default: 1]',
      '  -l, --layers <int range>  [default: 2; 1<=x<=8]',
      '  --opt <adam|sgd>          [default: adam]',
    ].join('\n')
    expect(parseHelp(help)).toEqual([
      { name: 'lr', flag: '--lr', kind: 'float', default: 1 },
      { name: 'layers', flag: '--layers', kind: 'int', default: 2, min: 1, max: 8 },
      { name: 'opt', flag: '--opt', kind: 'text', default: 'adam', choices: ['adam', 'sgd'] },
    ])
  })

  test('reads types where jsonargparse writes them', () => {
    const help = [
      'usage: main.py [options]',
      '',
      'options:',
      '  --model.learning_rate LEARNING_RATE',
      '                        (type: float, default: 1)',
      '  --trainer.max_epochs MAX_EPOCHS',
      '                        (type: int | None, default: null)',
    ].join('\n')
    expect(parseHelp(help)).toEqual([
      { name: 'model_learning_rate', flag: '--model.learning_rate', kind: 'float', default: 1 },
      { name: 'trainer_max_epochs', flag: '--trainer.max_epochs', kind: 'int', default: null },
    ])
  })

  test('never throws, whatever a program prints', () => {
    const line = fc.stringMatching(/^ {0,8}(?:--?[a-z]{0,3}|[[({|}\])])? {0,3}[ -~│]{0,30}$/)
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        for (const { name, flag, isPositional } of parseHelp(['usage: x', ...lines].join('\n'))) {
          expect(name).toMatch(/^[^-]*$/)
          expect(flag !== undefined || isPositional === true).toBe(true)
        }
      }),
    )
  })
})

test.each([
  ['rate (default: 1e-3)', { default: 0.001, kind: 'float' }],
  ['rate [default=.5]', { default: 0.5, kind: 'float' }],
  ['Defaults to 64.', { default: 64, kind: 'int' }],
  ['how many (default 1_000)', { default: 1000, kind: 'int' }],
  ['(default: None)', { default: null }],
  ['(default: True)', { default: true, kind: 'boolean' }],
  ['(default: (3, 3))', { kind: 'other' }],
  ['by default: "a b"', { default: 'a b', kind: 'text' }],
  ['nothing of the kind', undefined],
])('the default in %j', (help, expected) => {
  expect(parseDefault(help)).toEqual(expected)
})
