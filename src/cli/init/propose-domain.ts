import { wordsOfKnob } from './knob.ts'
import { multiplesAround, powersOfTwoAround, roundedTo } from './round-numbers.ts'
import type { Knob } from './knob.ts'
import type { ProposedDomain } from './proposal.ts'

/** The domain for a knob that may be tuned; undefined where nothing suggests one. */
export function domainFor(knob: Knob): ProposedDomain | undefined {
  if (knob.toggle?.off !== undefined) return choice([knob.toggle.on, knob.toggle.off])
  if (knob.choices !== undefined) return choice(knob.choices)
  if (knob.kind === 'boolean' || typeof knob.default === 'boolean') return booleanFor(knob)
  if (typeof knob.default === 'string' || knob.kind === 'text') return undefined
  const words = wordsOfKnob(knob)
  const proposed = RULES.find(({ names }) => names.some((name) => hasAll(words, name)))?.propose(
    defaultOf(knob),
    words,
  )
  return within(proposed ?? guess(knob), knob)
}

interface Rule {
  /** Each a set of words that must all be in the name. */
  readonly names: readonly string[]
  readonly propose: (value: number | undefined, words: readonly string[]) => ProposedDomain
}

const RULES: readonly Rule[] = [
  {
    names: ['batch size', 'batchsize', 'bs', 'batch', 'minibatch'],
    propose: (value = 32) => choice(powersOfTwoAround(value, { below: 2, above: 1 })),
  },
  {
    names: ['dropout', 'drop', 'droprate', 'p drop'],
    propose: (value = 0.25) => range('uniform', 0, value < 0.5 ? 0.5 : 0.9),
  },
  {
    names: ['weight decay', 'wd', 'l2', 'l1', 'alpha l2', 'reg', 'regularization', 'penalty'],
    propose: (value = 0) => (value > 0 ? around(value, 100) : range('loguniform', 1e-6, 1e-2)),
  },
  { names: ['momentum'], propose: () => range('uniform', 0, 0.99) },
  {
    names: ['gamma', 'beta', 'beta1', 'beta2', 'ema', 'tau', 'rho', 'discount', 'lr decay'],
    propose: (value = 0.9) => shareNear(value),
  },
  {
    names: ['lr', 'learning rate', 'learningrate', 'eta', 'stepsize'],
    propose: (value = 1e-3) =>
      value > 0 ? around(value, 100, 1) : range('loguniform', 1e-5, 1e-1),
  },
  { names: ['eps', 'epsilon'], propose: (value = 1e-8) => around(value > 0 ? value : 1e-8, 100) },
  {
    names: ['layers', 'depth', 'blocks', 'nlayers', 'layer count', 'max depth'],
    propose: (value = 2) =>
      range('randint', Math.max(1, Math.round(value) - 2), Math.max(1, Math.round(value)) + 3),
  },
  {
    names: ['heads', 'nhead', 'nheads'],
    propose: (value = 4) => choice(powersOfTwoAround(value, { below: 1, above: 1 })),
  },
  {
    names: words(
      'hidden units dim width channels filters embed embedding features neurons hiddens latent rank ' +
        'layer1 layer2 layer3 l1size fc1 fc2 estimators trees leaves',
    ),
    propose: (value = 64) => choice(multiplesAround(value)),
  },
  {
    names: ['patience'],
    propose: (value = 5) => range('randint', 1, 2 * Math.max(1, Math.round(value)) + 1),
  },
  {
    names: words(
      'prob probability p fraction ratio smoothing mixup cutmix subsample colsample noise',
    ),
    propose: (value = 0) => range('uniform', 0, value > 0.5 ? 1 : 0.5),
  },
  {
    names: ['warmup steps', 'warmup'],
    propose: (value = 0) =>
      value > 0 && value < 1
        ? range('uniform', 0, Math.min(1, roundedTo(2 * value)))
        : range('randint', 0, 2 * Math.max(5, Math.round(value)) + 1),
  },
]

/** For a name that says nothing: a positive fraction is most often a strength or a rate. */
function guess(knob: Knob): ProposedDomain | undefined {
  const value = defaultOf(knob)
  if (value === undefined || value <= 0 || knob.kind === 'int') return undefined
  return knob.kind === undefined && Number.isInteger(value) ? undefined : around(value, 10)
}

/** Python's `True` and `False`, where text has to be one of the two. */
function booleanFor({ flag }: Knob): ProposedDomain {
  return choice(flag === undefined ? [true, false] : ['True', 'False'])
}

function choice(options: readonly (string | number | boolean)[]): ProposedDomain {
  return { type: 'choice', options }
}

function range(
  type: 'uniform' | 'loguniform' | 'randint',
  min: number,
  max: number,
): ProposedDomain {
  return { type, min, max }
}

/** No script means more steps than this; a range that has too many cannot be sampled. */
const MOST_STEPS = 1e12

/** From a `factor`-th of the value to as many times the value. */
function around(value: number, factor: number, most: number = Number.MAX_VALUE): ProposedDomain {
  const min = roundedTo(value / factor)
  return range('loguniform', min, Math.max(Math.min(roundedTo(value * factor), most), min * factor))
}

/** A share that is close to 1 matters by its distance from 1. */
function shareNear(value: number): ProposedDomain {
  if (!(value >= 0.9 && value < 1)) return range('uniform', 0, 1)
  const distance = roundedTo(1 - value)
  return range(
    'uniform',
    roundedTo(1 - Math.min(1, 10 * distance), 8),
    roundedTo(1 - distance / 10, 8),
  )
}

function defaultOf({ default: value }: Knob): number | undefined {
  return typeof value === 'number' &&
    Math.abs(value) < 1e100 &&
    (value === 0 || Math.abs(value) > 1e-100)
    ? value
    : undefined
}

/** The part of a domain that the script takes; undefined when that leaves no choice. */
function within(domain: ProposedDomain | undefined, knob: Knob): ProposedDomain | undefined {
  if (domain === undefined) return undefined
  const { min: least = -Infinity, max: most = Infinity } = knob
  if (domain.type === 'choice') {
    const options = domain.options.filter((x) => typeof x !== 'number' || (x >= least && x <= most))
    return options.length < 2 ? undefined : { type: 'choice', options }
  }
  const floor = domain.type === 'loguniform' && least <= 0 ? domain.min : least
  const min = Math.max(domain.min, floor)
  const max = Math.min(
    domain.max,
    domain.type === 'randint' ? Math.floor(Math.min(most, MOST_STEPS)) + 1 : most,
  )
  return min < max
    ? { ...domain, min: domain.type === 'randint' ? Math.ceil(min) : min, max }
    : undefined
}

function hasAll(words: readonly string[], name: string): boolean {
  return name.split(' ').every((word) => words.includes(word))
}

function words(text: string): readonly string[] {
  return text.split(' ')
}
