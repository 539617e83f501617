/** A plain text that no version of YAML takes for anything else, also inside `[ ]` and `{ }`. */
const PLAIN = /^[\p{L}_./-][\p{L}\p{N}_./+=@-]*$/u
/** What one version or another takes for a boolean, null or a number. */
const SPECIAL = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf|\.nan|\.inf|---?|[-.]+)$/i

/** A text as YAML, quoted only where it must be. */
export function yamlText(text: string): string {
  const isPlain = PLAIN.test(text) && !SPECIAL.test(text) && Number.isNaN(Number(text))
  if (isPlain) return text
  // Single quotes leave backslashes alone, as regular expressions like it.
  const isSimple = !text.includes("'") && !/\p{Cc}/u.test(text)
  return isSimple && text.includes('\\') ? `'${text}'` : JSON.stringify(text)
}

/** A number as YAML: `1e-5`, `0.01`, `64`. */
export function yamlNumber(value: number): string {
  const isTiny = value !== 0 && Math.abs(value) < 1e-3
  return isTiny ? value.toExponential() : String(value)
}

/** Any plain value on one line. */
export function yamlValue(value: unknown): string {
  if (typeof value === 'number') return yamlNumber(value)
  if (typeof value === 'string') return yamlText(value)
  if (Array.isArray(value)) return `[${value.map(yamlValue).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).map(
    ([key, inner]) => `${yamlText(key)}: ${yamlValue(inner)}`,
  )
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

const WIDTH = 100

/** `key: [a, b, …]`, over several lines where it is long. */
export function yamlList(
  key: string,
  values: readonly unknown[],
  indent: string,
): readonly string[] {
  const texts = values.map(yamlValue)
  const single = `${indent}${key}: [${texts.join(', ')}]`
  if (single.length <= WIDTH) return [single]
  const inner = `${indent}    `
  return [
    `${indent}${key}:`,
    `${indent}  [`,
    ...filled(
      texts.map((t) => `${t},`),
      inner,
    ),
    `${indent}  ]`,
  ]
}

/** A comment over as many lines as it needs. */
export function yamlComment(text: string, indent = ''): readonly string[] {
  return filled(text.split(/\s+/), `${indent}# `)
}

function filled(words: readonly string[], prefix: string): readonly string[] {
  const lines: string[] = []
  let line = prefix
  for (const word of words) {
    const isFull = line !== prefix && line.length + word.length + 1 > WIDTH
    if (isFull) {
      lines.push(line)
      line = prefix
    }
    line += line === prefix ? word : ` ${word}`
  }
  return line === prefix ? lines : [...lines, line]
}
