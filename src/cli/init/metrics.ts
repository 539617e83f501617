import { wordsOf } from './knob.ts'
import type { Mode } from '../../math/score.ts'

const SMALL = words(
  'loss error err errors rmse mse mae mape rmsle perplexity ppl nll bce logloss cost wer cer fid regret ' +
    'distance latency time seconds bpc',
)
const LARGE = words(
  'accuracy acc auc auroc auprc f1 f1score fscore precision recall score reward return r2 bleu rouge map ' +
    'iou miou dice psnr ssim throughput top1 top5 kappa mcc ndcg mrr winrate',
)
const HELD_OUT = words('val valid validation eval dev test holdout')

/** Whether a metric of this name is to be made small or large; undefined where the name does not say. */
export function modeOf(metric: string): Mode | undefined {
  const parts = wordsOf(metric)
  if (parts.some((part) => SMALL.has(part))) return 'min'
  return parts.some((part) => LARGE.has(part)) ? 'max' : undefined
}

/**
 * The metric that a person would most likely tune for: one on held-out data rather than one on the
 * training data, a loss rather than another. Undefined when none of the names is known.
 */
export function likelyMetric(names: readonly string[]): string | undefined {
  const known = names.filter((name) => modeOf(name) !== undefined)
  const ranked = known.map((name, place) => ({ name, rank: rankOf(name), place }))
  return ranked.sort((a, b) => b.rank - a.rank || a.place - b.place)[0]?.name
}

function rankOf(name: string): number {
  const parts = wordsOf(name)
  const isHeldOut = parts.some((part) => HELD_OUT.has(part)) && !parts.includes('test')
  const held = isHeldOut ? 8 : parts.includes('test') ? 4 : 0
  const kind = parts.includes('loss') ? 2 : modeOf(name) === 'max' ? 1 : 0
  const isTraining = parts.some((part) => part.startsWith('train'))
  const isTime = parts.some((part) => ['time', 'seconds', 'latency', 'cost'].includes(part))
  return held + kind - (isTraining || isTime ? 6 : 0)
}

/** A metric that a script prints as text, with the expression that finds its value. */
export interface PrintedMetric {
  readonly name: string
  /** Source of a regular expression with one group. */
  readonly pattern: string
}

/** A name of one word, or of two of which the first says on which data, before a value. */
const BEFORE_VALUE =
  /((?:(?:val|valid|validation|test|train|eval|dev|best)[ _-])?\p{L}[\p{L}\p{N}_/@]*)(\s*[=:]?\s*)$/iu
const NUMBER = String.raw`([-+]?(?:[\d.]+(?:[eE][-+]?\d+)?|nan|inf))`

/** Words that say on which data all that follows was measured. */
const DATA = /\b(?:train(?:ing)?|val(?:id(?:ation)?)?|test(?:ing)?|eval(?:uation)?|dev)\b/giu

/**
 * The metrics in printed text in which NULs stand for values, e.g. `epoch \0 val loss=\0`. In `Test
 * set: loss \0` it is called `test_loss`.
 */
export function printedMetrics(prints: readonly string[]): readonly PrintedMetric[] {
  const found = new Map<string, PrintedMetric>()
  for (const text of prints) {
    let before = ''
    for (const part of text.split('\0').slice(0, -1)) {
      const metric = metricAt(before, part)
      if (metric !== undefined && !found.has(metric.name)) found.set(metric.name, metric)
      before += part
    }
  }
  return [...found.values()]
}

function metricAt(before: string, part: string): PrintedMetric | undefined {
  const [, shown, between] = BEFORE_VALUE.exec(part) ?? []
  if (shown === undefined || between === '') return undefined
  const name = shown.replaceAll(/[ -]/g, '_')
  const pattern = String.raw`\b${escaped(shown)}\s*[=:]?\s*${NUMBER}`
  const line = (before + part).slice(0, -shown.length - (between ?? '').length).split('\n')
  const data = line.at(-1)?.match(DATA)?.at(-1)
  const isSaid = wordsOf(name).some((word) => HELD_OUT.has(word) || word.startsWith('train'))
  if (data === undefined || isSaid) return { name, pattern }
  return {
    name: `${data}_${name}`.toLowerCase(),
    pattern: String.raw`\b${data}\b.*?${pattern}`,
  }
}

function escaped(text: string): string {
  return text
    .replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
    .replaceAll(/\s+/g, String.raw`\s+`)
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}
