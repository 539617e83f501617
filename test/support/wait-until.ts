import { setTimeout as sleep } from 'node:timers/promises'

/** Polls until `condition` holds; the test's own time limit is the only one. */
export async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5)
}
