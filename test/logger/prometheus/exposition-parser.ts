/** A metric as it was read. */
export interface ReadFamily {
  readonly type: string
  readonly help: string
  readonly samples: { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
}

const SAMPLE =
  /^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>.*)\})? (?<value>NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/
const LABEL = /(?<key>[a-zA-Z_][a-zA-Z0-9_]*)="(?<text>(?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y

/**
 * Reads version 0.0.4 of the text format, and throws on anything that it does not allow: among others on
 * a metric whose lines are not together, that has no type, or that says the same series twice.
 */
export function parseExposition(text: string): Map<string, ReadFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const families = new Map<string, ReadFamily>()
  const series = new Set<string>()
  let current = ''
  let help: string | undefined
  for (const line of text.slice(0, -1).split('\n')) {
    const head = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line)
    if (head) {
      const [, kind, name = '', rest = ''] = head
      if (kind === 'HELP') {
        if (families.has(name)) throw new Error(`${name} comes twice`)
        help = rest
        current = name
      } else {
        if (name !== current || help === undefined) throw new Error(`TYPE of ${name} is misplaced`)
        if (!['counter', 'gauge'].includes(rest)) throw new Error(`${name} is a ${rest}`)
        families.set(name, { type: rest, help: unescaped(help), samples: [] })
        help = undefined
      }
      continue
    }
    const { name = '', labels = '', value = '' } = SAMPLE.exec(line)?.groups ?? {}
    const family = families.get(name)
    if (family === undefined || name !== current) throw new Error(`not a sample: ${line}`)
    if (series.has(`${name}{${labels}}`)) throw new Error(`twice: ${line}`)
    series.add(`${name}{${labels}}`)
    family.samples.push({ labels: parseLabels(labels), value: toNumber(value) })
  }
  return families
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < text.length) {
    const { key, text: value } = LABEL.exec(text)?.groups ?? {}
    if (key === undefined || value === undefined) throw new Error(`not labels: ${text}`)
    if (Object.hasOwn(labels, key)) throw new Error(`${key} comes twice in ${text}`)
    labels[key] = unescaped(value)
  }
  return labels
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : String(letter)))
}

function toNumber(text: string): number {
  return Number(text.replace('Inf', 'Infinity'))
}
