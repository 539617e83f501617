import { resolve } from 'node:path'
import { parseJsonLine } from './json-line.ts'
import { PatternMetrics } from './pattern-metrics.ts'
import type { MetricSource } from '../process/metric-source.ts'
import type { CommandMetrics } from './command.ts'

/** Where the results of one attempt come from, as the user has said. */
export function metricSource(metrics: CommandMetrics, trialDir: string): MetricSource {
  if (metrics === 'json') {
    return {
      stream: 'stdout',
      read: readJson,
      advice: () =>
        'Print each result as a line with a JSON object, e.g. {"loss": 0.1}, on standard output, or ' +
        'name regular expressions or a file with command(…, { metrics }).',
    }
  }
  if ('file' in metrics) {
    const file = resolve(trialDir, metrics.file)
    return {
      file,
      read: readJson,
      advice: () => `Write each result as a line with a JSON object into ${file}.`,
    }
  }
  const patterns = new PatternMetrics(metrics.regex)
  return {
    stream: metrics.stream ?? 'stdout',
    read: (line) => patterns.read(line),
    advice: () =>
      `On its ${metrics.stream ?? 'stdout'} no line matched the expression for ${patterns.unseen.join(', ')}.`,
  }
}

function readJson(line: string): readonly Readonly<Record<string, unknown>>[] {
  const metrics = parseJsonLine(line)
  return metrics ? [metrics] : []
}
