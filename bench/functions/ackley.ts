import { boxTask, cube, shift, type Task } from './task.ts'

const HALF_WIDTH = 32.768

/** A funnel covered with ripples; 0 at the origin, to be minimised (Ackley, 1987). */
export function ackley(z: readonly number[]): number {
  const squares = z.reduce((sum, x) => sum + x ** 2, 0) / z.length
  const waves = z.reduce((sum, x) => sum + Math.cos(2 * Math.PI * x), 0) / z.length
  // With exactly these terms the value at the origin is not negative by rounding.
  return 20 * (1 - Math.exp(-0.2 * Math.sqrt(squares))) + (Math.E - Math.exp(waves))
}

/** Ten dimensions, the optimum off the centre. */
export const ackley10s: Task = boxTask({
  name: 'ackley10s',
  bounds: cube(10, -HALF_WIDTH, HALF_WIDTH),
  optimum: 0,
  evaluate: (x) => ackley(x.map((value, i) => value - shift(i, HALF_WIDTH))),
})
