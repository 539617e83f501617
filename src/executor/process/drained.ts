/** Enough to read what a dead process has left in its pipes. */
const LIMIT_MS = 1000

/**
 * Waits until streams of a process that is gone have been read to their ends. Not for ever: a process
 * that left the group may still hold the other end.
 */
export async function drained(ends: readonly unknown[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, LIMIT_MS)
  })
  await Promise.race([Promise.all(ends), limit])
  clearTimeout(timer)
}
