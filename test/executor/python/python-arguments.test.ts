import { describe, expect, it } from 'vitest'
import { opening } from './python-fixture.ts'

const SCRIPT = `
import argparse, attune
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float)
parser.add_argument("--name")
attune.report(vars(parser.parse_args()))
`

describe.each([
  ['forked', true],
  ['started anew', false],
])('arguments of trials that are %s', (_, warm) => {
  const open = opening(warm)

  it('are filled in from the config of each attempt', async () => {
    const harness = await open(SCRIPT, { args: ['--lr={optimizer/lr}', '--name', '{name}'] })
    const trial = '63ecc_00000'
    const first = harness.launch({ optimizer: { lr: 0.5 }, name: 'two words; $HOME' }, { trial })
    expect(await harness.ended(first)).toMatchObject({ cause: 'completed' })
    // A scheduler may have changed the config in between.
    const again = harness.launch({ optimizer: { lr: 1e-7 }, name: 'b' }, { trial, attempt: 2 })
    expect(await harness.ended(again)).toMatchObject({ cause: 'completed' })
    expect(harness.reports()).toEqual([
      { lr: 0.5, name: 'two words; $HOME' },
      { lr: 1e-7, name: 'b' },
    ])
  })

  it('fail the trial when its config lacks what they name', async () => {
    const harness = await open(SCRIPT, { args: ['--lr', '{optimizer/rate}'] })
    const { cause, error } = await harness.run({ optimizer: { lr: 1 } })
    expect({ cause, code: error?.code }).toEqual({ cause: 'error', code: 'UNKNOWN_PLACEHOLDER' })
    expect(error?.message).toContain('{optimizer/lr}')
  })
})
