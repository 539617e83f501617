import type { RayList } from './ray-list.ts'

type Spec = Readonly<Record<string, unknown>>

/**
 * Of each value of an explored config that Ray would not have given a copy of `parent`, why Attune
 * does; `unexplained` where there is no reason.
 */
export function explorationProblems(
  list: RayList,
  parent: unknown,
  config: unknown,
): readonly string[] {
  return [...judged(list, list.mutations ?? {}, parent as Spec, config as Spec)]
}

function* judged(list: RayList, mutations: Spec, parent: Spec, config: Spec): Generator<string> {
  for (const key of new Set([...Object.keys(parent), ...Object.keys(config)])) {
    const mutation = mutations[key]
    if (mutation === undefined) {
      if (parent[key] !== config[key]) yield 'unexplained'
    } else if (!Array.isArray(mutation)) {
      yield* judged(list, mutation as Spec, parent[key] as Spec, config[key] as Spec)
    } else {
      const why = valueProblem(list, mutation, parent[key], config[key])
      if (why !== undefined) yield why
    }
  }
}

function valueProblem(
  { options }: RayList,
  mutation: readonly unknown[],
  before: unknown,
  after: unknown,
): string | undefined {
  const resample = options['resampleProbability'] as number
  const factors = options['perturbationFactors'] as readonly number[]
  const [kind, ...args] = mutation
  const isInside = isPossible(mutation, after)
  if (before === undefined) return isInside ? 'what is missing is drawn' : 'unexplained'
  if (kind === 'list') {
    if (!isInside) return 'unexplained'
    const at = args.indexOf(before)
    if (resample > 0 || at < 0) return undefined
    const near = [args[Math.max(at - 1, 0)], args[Math.min(at + 1, args.length - 1)]]
    return near.includes(after) ? undefined : 'unexplained'
  }
  const [low, high] = args as unknown as readonly [number, number]
  const isWhole = kind === 'randint'
  const value = after as number
  const old = before as number
  const products = factors.map((factor) => (isWhole ? Math.trunc(old * factor) : old * factor))
  if (resample < 1 && products.includes(value) && isInside) return undefined
  if (resample > 0 && isInside) return undefined
  const top = isWhole ? high - 1 : high
  const isClamped = (value === low && products.some((x) => x < low)) || value === top
  if (isClamped && products.some((x) => x < low || x > top)) return 'bounds are kept'
  const isStep = isWhole && Math.abs(value - old) === 1 && products.includes(old)
  return isStep && isInside ? 'whole numbers always move' : 'unexplained'
}

function isPossible([kind, ...args]: readonly unknown[], value: unknown): boolean {
  if (kind === 'list') return args.includes(value)
  const [low, high] = args as unknown as readonly [number, number]
  if (typeof value !== 'number' || !(value >= low)) return false
  return kind === 'randint' ? Number.isInteger(value) && value < high : value <= high
}
