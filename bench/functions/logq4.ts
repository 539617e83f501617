import { loguniform } from '../../src/space/loguniform.ts'
import { task, type Task } from './task.ts'

/** A bowl on logarithmic scales, as of an optimiser's settings; 0 at its bottom. */
export const logq4: Task = task({
  name: 'logq4',
  space: {
    lr: loguniform(1e-6, 1),
    wd: loguniform(1e-6, 1),
    eps: loguniform(1e-8, 1),
    clip: loguniform(1e-3, 100),
  },
  optimum: 0,
  evaluate({ lr, wd, eps, clip }) {
    const z0 = Math.log10(lr) + 3.3
    const z1 = Math.log10(wd) + 1.7
    const z2 = Math.log10(eps) + 5.1
    const z3 = Math.log10(clip) + 0.4
    return 4 * z0 ** 2 + z1 ** 2 + 0.25 * z2 ** 2 + z3 ** 2 + 1.5 * z0 * z1
  },
})
