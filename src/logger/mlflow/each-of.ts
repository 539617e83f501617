/**
 * Does `work` with each item, a few at a time. After a failure no further one is begun; rejects with the
 * first failure when those under way are done.
 */
export async function eachOf<T>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items].values()
  const failures: unknown[] = []
  const workers = Array.from({ length: atOnce }, async () => {
    for (const item of queue) {
      if (failures.length > 0) return
      try {
        await work(item)
      } catch (error) {
        failures.push(error)
      }
    }
  })
  await Promise.all(workers)
  if (failures.length > 0) throw failures[0]
}
