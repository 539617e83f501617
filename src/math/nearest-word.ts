/**
 * The word that was probably meant, or undefined when none is close. Case, `_` and `-` do not count,
 * so that `max_t` is `maxT`; of two as close as each other the first.
 */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  const wanted = bare(word)
  let nearest: string | undefined
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const candidate of words) {
    const distance = editDistance(wanted, bare(candidate))
    if (distance < least) {
      least = distance
      nearest = candidate
    }
  }
  // An ending more or less is no misspelling: timeAttribute for timeAttr.
  return nearest ?? words.find((candidate) => extend(wanted, bare(candidate)))
}

function extend(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 4 && (a.startsWith(b) || b.startsWith(a))
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '')
}

/**
 * How many letters must be inserted, removed or replaced to turn `a` into `b` (Levenshtein, "Binary
 * codes capable of correcting deletions, insertions and reversals", 1966).
 */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + Number(a[i - 1] !== b[j - 1])
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
