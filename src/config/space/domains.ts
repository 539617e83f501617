import { choice } from '../../space/choice.ts'
import { gridSearch } from '../../space/grid-search.ts'
import { lograndint } from '../../space/lograndint.ts'
import { loguniform } from '../../space/loguniform.ts'
import { qlograndint } from '../../space/qlograndint.ts'
import { qloguniform } from '../../space/qloguniform.ts'
import { qrandint } from '../../space/qrandint.ts'
import { qrandn } from '../../space/qrandn.ts'
import { quniform } from '../../space/quniform.ts'
import { randint } from '../../space/randint.ts'
import { randn } from '../../space/randn.ts'
import { uniform } from '../../space/uniform.ts'
import { bare, lookUp } from '../words.ts'
import type { Domain } from '../../space/domain.ts'

/** An argument of a domain: what it is when it is not given; undefined where it must be. */
type Defaults = Readonly<Record<string, number | undefined>>

/** A domain of numbers as a study file says it. */
export interface NumberDomain {
  readonly defaults: Defaults
  readonly make: (numbers: Readonly<Record<string, number>>) => Domain
}

type Make = (first: number, second: number, q: number) => Domain

/** `from` and `to` are there, because a file without them fails before. */
function ranged(make: Make, further: Defaults = {}): NumberDomain {
  return {
    defaults: { min: undefined, max: undefined, ...further },
    make: ({ min = Number.NaN, max = Number.NaN, q = Number.NaN }) => make(min, max, q),
  }
}

/** The base of a logarithm does not change what is drawn. */
const BASE: Defaults = { base: 10 }
const STEP: Defaults = { q: undefined }

export const NUMBER_DOMAINS: Readonly<Record<string, NumberDomain>> = {
  uniform: ranged(uniform),
  quniform: ranged(quniform, STEP),
  loguniform: ranged(loguniform, BASE),
  qloguniform: ranged(qloguniform, { ...STEP, ...BASE }),
  randint: ranged(randint),
  qrandint: ranged(qrandint, { q: 1 }),
  lograndint: ranged(lograndint, BASE),
  qlograndint: ranged(qlograndint, { ...STEP, ...BASE }),
  randn: {
    defaults: { mean: 0, sd: 1 },
    make: ({ mean, sd }) => randn(mean, sd),
  },
  qrandn: {
    defaults: { mean: 0, sd: 1, ...STEP },
    make: ({ mean = 0, sd = 1, q = Number.NaN }) => qrandn(mean, sd, q),
  },
}

/** Domains of anything, by their options. */
export const LIST_DOMAINS: Readonly<
  Record<string, (options: readonly unknown[], ordered: boolean | undefined) => Domain>
> = {
  choice: (options, ordered) => choice(options, ordered === undefined ? {} : { ordered }),
  grid_search: (values) => gridSearch(values),
}

export const DOMAIN_NAMES: readonly string[] = [
  ...Object.keys(NUMBER_DOMAINS),
  ...Object.keys(LIST_DOMAINS),
]

/** What domains are called elsewhere, without `_` and `-`. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  grid: 'grid_search',
  categorical: 'choice',
  normal: 'randn',
  qnormal: 'qrandn',
}

/** What the keys of domains are called elsewhere, without `_` and `-`. */
const OTHER_KEYS: Readonly<Record<string, string>> = {
  lower: 'min',
  low: 'min',
  minimum: 'min',
  upper: 'max',
  high: 'max',
  maximum: 'max',
  std: 'sd',
  stddev: 'sd',
  sigma: 'sd',
  mu: 'mean',
  step: 'q',
  categories: 'options',
  values: 'options',
  choices: 'options',
}

const KEYS: readonly string[] = ['min', 'max', 'q', 'mean', 'sd', 'base', 'options', 'ordered']

/** The domain that a type names, with its modules or without: `ray.tune.loguniform`. */
export function domainMeant(type: string): string | undefined {
  const name = bare(type.slice(type.lastIndexOf('.') + 1))
  return DOMAIN_NAMES.find((known) => bare(known) === name) ?? lookUp(OTHER_NAMES, name)
}

/** Our spelling of a domain's key; undefined for what is none. */
export function domainKey(key: string): string | undefined {
  const name = bare(key)
  return KEYS.find((known) => known === name) ?? lookUp(OTHER_KEYS, name)
}

/** Whether two keys of a domain say the same: `lower` and `min`. */
export function sameDomainKey(a: string, b: string): boolean {
  const key = domainKey(a)
  return key !== undefined && key === domainKey(b)
}
