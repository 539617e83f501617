import { beforeAll, expect, it } from 'vitest'
import { ensureVenv, TORCH } from '../../../scripts/venv.mjs'
import { open } from './python-fixture.ts'

let interpreter: string
beforeAll(async () => {
  interpreter = await ensureVenv(TORCH)
}, 1_800_000)

/** Computes before the fork as data that is loaded for all trials would be. */
const SOURCE = `
import sys
import numpy, torch
rows = torch.randn(64, 64, requires_grad=True)
(rows @ rows).sum().backward()

def train(config):
    late = set(sys.modules)
    layer = torch.nn.Linear(256, 256)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(torch.randn(512, 256)).sum().backward()
    optimizer.step()
    return {"threads": torch.get_num_threads(), "row": float(rows[0, 0]), "drawn": float(torch.rand(1)),
            "numpy": float(numpy.random.rand()), "seed": torch.initial_seed(),
            "late": sorted(name for name in set(sys.modules) - late if name.startswith("torch._dynamo"))}
`

it('shares what PyTorch has computed, with threads and seeds of each trial’s own', async () => {
  const warnings: string[] = []
  const warn = (line: string): void => void warnings.push(line)
  const options = { function: 'train', python: interpreter }
  const free = await open(SOURCE, options, { warn })
  await free.run({}, { resources: { cpu: 1 } })
  await free.run({}, { resources: { cpu: 2 } })
  const [one, two] = free.reports()
  expect([one?.['threads'], two?.['threads']]).toEqual([1, 2])
  expect(one?.['row']).toBe(two?.['row'])
  // What would take seconds in each trial.
  expect(one?.['late']).toEqual([])
  for (const key of ['drawn', 'numpy', 'seed']) expect(one?.[key]).not.toBe(two?.[key])

  const seeded = await open(
    `import numpy, torch\ntorch.manual_seed(1)\nnumpy.random.seed(1)\n${SOURCE}`,
    options,
    { warn },
  )
  for (let i = 0; i < 2; i++) await seeded.run()
  const [first, second] = seeded.reports()
  expect(first).toEqual(second)
  expect(warnings).toEqual([])
})
