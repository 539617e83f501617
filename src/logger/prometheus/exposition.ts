/** One value of a metric, with what it is of. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

/** A metric with all its values. */
export interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly samples: readonly Sample[]
}

/** What the text is, as HTTP says it. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Metrics as Prometheus reads them; those without a value are left out.
 * @see {@link https://prometheus.io/docs/instrumenting/exposition_formats/}
 */
export function expose(families: readonly Family[]): string {
  const lines: string[] = []
  for (const { name, help, type, samples } of families) {
    if (samples.length === 0) continue
    lines.push(`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`)
    for (const { labels = {}, value } of samples) {
      const pairs = Object.entries(labels).map(
        ([key, text]) => `${key}="${escaped(text).replaceAll('"', '\\"')}"`,
      )
      const set = pairs.length === 0 ? '' : `{${pairs.join(',')}}`
      lines.push(`${name}${set} ${numberText(value)}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

/** Go's spelling of numbers. */
function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value)
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}
