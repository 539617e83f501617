/** Numbers as YAML 1.1, 1.2, Python and people write them. */
const NUMBER = /^[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?$/
const INFINITE = /^([-+]?)(?:\.inf|inf|infinity)$/i

/** Digits in groups of three, which YAML 1.1 reads as a number and YAML 1.2 as text. */
const GROUPED = /^[-+]?\d{1,3}(?:_\d{3})+(?:\.\d+)?(?:[eE][-+]?\d+)?$/

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
}

/** The number that a text stands for where a number is wanted; undefined where it is none. */
export function numberIn(text: string): number | undefined {
  const trimmed = text.trim()
  const infinite = INFINITE.exec(trimmed)
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity
  return NUMBER.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined
}

/** Whether unquoted text is a number to whoever wrote it: `16_000`. */
export function isGrouped(text: string): boolean {
  return GROUPED.test(text)
}

/** What a text stands for where true or false is wanted: also `yes`, `no`, `on` and `off`. */
export function switchIn(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined
}
