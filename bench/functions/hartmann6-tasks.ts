import { hartmann6, HARTMANN6_OPTIMUM } from './hartmann6.ts'
import { boxTask, cube, type Task } from './task.ts'

const base = { bounds: cube(6, 0, 1), optimum: HARTMANN6_OPTIMUM, evaluate: hartmann6 }

export const hartmann6Task: Task = boxTask({ ...base, name: 'hartmann6' })

/** What is told is noisy; what counts is the value without noise of the config that seemed best. */
export const noisyhart6: Task = boxTask({ ...base, name: 'noisyhart6', noise: 0.1 })
