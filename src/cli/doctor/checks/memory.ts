import { readFileSync } from 'node:fs'
import { freemem, totalmem } from 'node:os'
import { memoryLimit } from '../cgroup.ts'
import { ok, warn } from '../check.ts'
import { sizeText } from '../size-text.ts'
import type { Check } from '../check.ts'

const LITTLE = 1024 ** 3

/** Memory, and how much of it is to be had now. */
export const memoryCheck: Check = {
  id: 'memory',
  title: 'Memory',
  run() {
    const [total, limit] = [totalmem(), memoryLimit()]
    const most = Math.min(total, limit ?? total)
    const available = Math.min(most, availableBytes())
    const facts = { total, limit: limit ?? null, available }
    const text =
      `${sizeText(available)} available of ${sizeText(total)}` +
      (limit === undefined || limit >= total
        ? ''
        : `, at most ${sizeText(limit)} for this container`)
    return available >= LITTLE
      ? ok(text, facts)
      : warn(
          text,
          'Trials that need more are killed: end other programs, or run fewer at once.',
          facts,
        )
  },
}

/** Free memory together with what the system would give back from its caches. */
function availableBytes(): number {
  try {
    const kib = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]
    if (kib !== undefined) return Number(kib) * 1024
  } catch {
    // Not Linux.
  }
  return freemem()
}
