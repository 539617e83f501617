import { choice } from '../../src/space/choice.ts'
import { randint } from '../../src/space/randint.ts'
import { uniform } from '../../src/space/uniform.ts'
import { ackley } from './ackley.ts'
import { task, type Task } from './task.ts'

const PENALTY = { a: 1.5, b: 0, c: 0.7, d: 3 }

/** Floats, integers and a category that both costs something and moves the optimum. */
export const mixed6: Task = task({
  name: 'mixed6',
  space: {
    x0: uniform(-5, 5),
    x1: uniform(-5, 5),
    x2: uniform(-5, 5),
    k0: randint(-5, 6),
    k1: randint(-5, 6),
    c: choice(['a', 'b', 'c', 'd']),
  },
  optimum: 0,
  evaluate: ({ x0, x1, x2, k0, k1, c }) =>
    ackley([c === 'c' ? x0 + 3 : x0 - 1, x1 + 2, x2 - 0.5, k0 - 2, k1 + 3]) + PENALTY[c],
})
