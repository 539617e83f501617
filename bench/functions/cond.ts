import { choice } from '../../src/space/choice.ts'
import { lograndint } from '../../src/space/lograndint.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { randint } from '../../src/space/randint.ts'
import { uniform } from '../../src/space/uniform.ts'
import { task, type Task } from './task.ts'

const units = lograndint(16, 1025)

/**
 * Three models with parameters of their own. A random forest is good at once and never better than
 * 0.25; the network is poor until it is tuned, and then the best.
 */
export const cond: Task = task({
  name: 'cond',
  space: {
    model: choice([
      { kind: 'svm', C: loguniform(1e-3, 1e3), gamma: loguniform(1e-5, 10) },
      { kind: 'rf', depth: randint(1, 21), frac: uniform(0.1, 1) },
      {
        kind: 'mlp',
        lr: loguniform(1e-5, 1),
        layers: choice(
          [
            { units: [units] },
            { units: [units, units] },
            { units: [units, units, units] },
            { units: [units, units, units, units] },
          ],
          { ordered: true },
        ),
      },
    ]),
  },
  optimum: 0,
  branch: ({ model }) => model.kind,
  evaluate({ model }) {
    switch (model.kind) {
      case 'svm':
        return (
          0.35 + 0.05 * (Math.log10(model.C) - 1) ** 2 + 0.08 * (Math.log10(model.gamma) + 2) ** 2
        )
      case 'rf':
        return 0.25 + 0.003 * (model.depth - 12) ** 2 + 0.6 * (model.frac - 0.4) ** 2
      case 'mlp': {
        const layers: readonly number[] = model.layers.units
        return layers.reduce(
          (sum, width, i) => sum + 0.05 * (Math.log2(width) - (8 - i)) ** 2,
          0.2 * Math.abs(layers.length - 2) + 0.3 * (Math.log10(model.lr) + 2.5) ** 2,
        )
      }
    }
  },
})
