import { ackley10s } from './ackley.ts'
import { branin2 } from './branin2.ts'
import { cond } from './cond.ts'
import { dtlz2 } from './dtlz2.ts'
import { hartmann6Task, noisyhart6 } from './hartmann6-tasks.ts'
import { levy8 } from './levy8.ts'
import { logq4 } from './logq4.ts'
import { mixed6 } from './mixed6.ts'
import { rastrigin10s } from './rastrigin10s.ts'
import { rosenbrock5 } from './rosenbrock5.ts'
import { styblinski5 } from './styblinski5.ts'
import type { Task } from './task.ts'
import { zdt1, zdt2, zdt3 } from './zdt.ts'

/** The tasks with one objective. */
export const SINGLE: readonly Task[] = [
  branin2,
  hartmann6Task,
  ackley10s,
  rosenbrock5,
  rastrigin10s,
  levy8,
  styblinski5,
  mixed6,
  logq4,
  cond,
  noisyhart6,
]

/** The tasks with several. */
export const MULTIPLE: readonly Task[] = [zdt1, zdt2, zdt3, dtlz2]

export const TASKS: readonly Task[] = [...SINGLE, ...MULTIPLE]
