/** A bar of `length` cells of which a share is full; a share outside 0 … 1 is taken as the nearer end. */
export function bar(fraction: number, length: number, unicode: boolean): string {
  const share = Number.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction))
  // Not full before it is done; the tiny excess is for shares such as 0.1 + 0.2.
  const full = Math.floor(share * length + 1e-9)
  const [done, open] = unicode ? ['█', '░'] : ['#', '.']
  return done.repeat(full) + open.repeat(length - full)
}
