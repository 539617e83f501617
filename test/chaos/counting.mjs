// A trainable whose state is a count, kept in a checkpoint every second step.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export default async function count({ steps, x }, trial) {
  const from = trial.getCheckpoint()
  const start = from ? Number(readFileSync(join(from.path, 'n'), 'utf8')) : 0
  for (let n = start + 1; n <= steps; n++) {
    await sleep(5)
    const checkpoint = (dir) => writeFileSync(join(dir, 'n'), String(n))
    await trial.report({ n, score: x * n }, n % 2 === 0 ? { checkpoint } : {})
  }
}
