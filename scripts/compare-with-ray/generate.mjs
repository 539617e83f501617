// Random lists of what may happen to a study. What does happen follows from what is decided: a trial
// that was stopped reports no more. A list is the same for the same seed, scheduler and number.

const ODD = { nan: ['NaN'], infinite: ['Infinity', '-Infinity'] }

/** @returns {object} A list for `ray_decisions.py`. */
export function generate(scheduler, seed, number) {
  const random = stream(`${seed}/${scheduler}/${number}`)
  const list = GENERATORS[scheduler](random)
  return { scheduler, seed: random.integer(0, 2 ** 31), mode: random.pick(['min', 'max']), ...list }
}

export const GENERATORS = {
  asha,
  hyperband,
  hb_bohb: hyperband,
  median_stopping_rule,
  pbt,
  resource_changing,
}

function asha(random) {
  const temper = temperOf(random)
  const maxT = random.pick(temper.jumps ? [10, 27, 50, 100, 125, 243, 1000] : [1, 4, 9, 10, 16, 27])
  const trials = random.integer(1, 25)
  const kinds = [
    ['report', 30],
    ['complete', 1],
    ['error', 1],
  ]
  // A retried trial draws its bracket again in Ray.
  const brackets = random.pick([1, 1, 1, 2, 3, 5])
  if (brackets === 1) kinds.push(['retry', 1])
  return {
    options: {
      maxT,
      gracePeriod: random.pick([1, 1, 1, 2, 2.5, 5].filter((grace) => grace <= maxT)),
      reductionFactor: random.pick([2, 3, 4, 2.5, 1.5, 5, 10]),
      brackets,
      stopLastTrials: random.chance(0.8),
    },
    slots: random.pick([trials, trials, 3]),
    draws: Array.from({ length: trials }, () => random.next()),
    steps: steps(random, { trials, reports: 4 * trials + 10, kinds, temper, maxT }),
  }
}

function hyperband(random) {
  const temper = temperOf(random)
  const maxT = random.pick(
    temper.jumps ? [27, 49, 64, 81, 100, 125, 243] : [1, 3, 4, 8, 9, 10, 16, 20, 27],
  )
  const trials = random.integer(1, random.pick([8, 8, 25, 40]))
  const kinds = [
    ['report', 40],
    ['complete', 1],
    ['error', 1],
    ['remove', 0.2],
  ]
  return {
    options: {
      maxT,
      reductionFactor: random.pick(temper.jumps ? [2, 3, 4, 5, 7] : [2, 3, 3, 4, 2.5]),
      stopLastTrials: random.chance(0.8),
    },
    slots: random.pick([1, 2, 4, 8, trials]),
    steps: steps(random, { trials, reports: 6 * trials + 20, kinds, temper, maxT }),
  }
}

function median_stopping_rule(random) {
  const temper = temperOf(random)
  const trials = random.integer(1, 12)
  const kinds = [
    ['report', 30],
    ['complete', 1],
    ['error', 1],
  ]
  return {
    options: {
      timeAttr: 'training_iteration',
      gracePeriod: random.pick([0, 1, 2.5, 5]),
      minSamplesRequired: random.pick([1, 2, 3, 4]),
      minTimeSlice: random.pick([0, 0, 2, 5]),
      hardStop: random.chance(0.75),
    },
    slots: random.pick([trials, trials, 2, 4]),
    steps: steps(random, { trials, reports: 8 * trials + 20, kinds, temper, maxT: 20 }),
  }
}

function pbt(random) {
  const temper = temperOf(random)
  const trials = random.integer(1, 12)
  const kinds = [
    ['report', 40],
    ['complete', 1],
    ['error', 1],
  ]
  const mutations = {
    list: ['list', ...random.pick([[1, 2, 4, 8], [3], [10, 20], ['a', 'b', 'c']])],
    uniform: ['uniform', 0.5, 2],
    ...(random.chance(0.5) && { log: ['loguniform', 1e-4, 1e-1] }),
    ...(random.chance(0.5) && { count: ['randint', 1, 20] }),
    ...(random.chance(0.3) && { nested: { inner: ['uniform', -1, 1], sizes: ['list', 1, 2, 3] } }),
  }
  const synch = random.chance(0.25)
  return {
    options: {
      timeAttr: 'training_iteration',
      perturbationInterval: random.pick([1, 2, 4, 5]),
      burnInPeriod: random.pick([0, 0, 3, 6]),
      quantileFraction: random.pick([0.25, 0.25, 0.5, 0.1, 0.34, 0]),
      resampleProbability: random.pick([0, 0, 0.25, 1]),
      perturbationFactors: random.pick([
        [1.2, 0.8],
        [1.2, 0.8],
        [2, 0.5],
      ]),
      synch,
    },
    mutations,
    configs: Array.from({ length: trials }, () => configFor(random, mutations)),
    slots: random.pick([trials, trials, 2, 4]),
    steps: steps(random, { trials, reports: 8 * trials + 10, kinds, temper, maxT: 30, synch }),
  }
}

function resource_changing(random) {
  // Below 1 an iteration is not one to Ray.
  const temper = { ...temperOf(random), fractions: false }
  const trials = random.integer(1, 6)
  const kinds = [
    ['report', 20],
    ['complete', 1],
    ['error', 1],
  ]
  const gpu = random.pick([0, 0, 1, 2])
  const units = [undefined, undefined, { cpu: 1 }, { cpu: 2 }, { cpu: 3 }]
  if (gpu > 0) units.push({ gpu: 1 }, { gpu: 2 }, { cpu: 1, gpu: 1 }, { cpu: 2, gpu: 1 })
  const increaseBy = random.pick(units)
  return {
    options: {
      ...(increaseBy && { increaseBy }),
      increaseByTimes: random.pick([-1, -1, 1, 2, 3]),
      reserveResources: random.pick([{}, {}, { cpu: 1 }, { cpu: 2, gpu: 1 }]),
      toTopJob: random.chance(0.5),
    },
    resources: { cpu: random.pick([1, 1, 2]), gpu },
    capacity: { cpu: random.pick([4, 8, 16, 25]), gpu: random.pick([0, 4, 8]) },
    slots: trials,
    steps: steps(random, { trials, reports: 8 * trials + 10, kinds, temper, maxT: 20 }),
  }
}

function configFor(random, mutations) {
  const config = { constant: 7 }
  for (const [key, mutation] of Object.entries(mutations)) {
    // What is missing is filled in by the scheduler.
    if (random.chance(0.1)) continue
    config[key] = Array.isArray(mutation) ? valueFor(random, mutation) : configFor(random, mutation)
  }
  return config
}

function valueFor(random, [kind, ...args]) {
  switch (kind) {
    case 'list':
      return random.pick(args)
    case 'uniform':
      return args[0] + random.next() * (args[1] - args[0])
    case 'loguniform':
      return args[0] * (args[1] / args[0]) ** random.next()
    default:
      return random.integer(args[0], args[1] - 1)
  }
}

/** Most lists have nothing odd in them; the others have one thing, a few have all. */
function temperOf(random) {
  const odd = random.next()
  return {
    nan: odd < 0.08 || odd > 0.96,
    infinite: (odd >= 0.08 && odd < 0.16) || odd > 0.96,
    jumps: (odd >= 0.16 && odd < 0.26) || odd > 0.96,
    fractions: odd >= 0.26 && odd < 0.32,
    ties: random.chance(0.4),
  }
}

function steps(random, { trials, reports, kinds, temper, maxT, synch = false }) {
  const first = random.pick([trials, trials, Math.ceil(trials / 2), 1])
  const list = Array.from({ length: synch ? trials : first }, () => ['add'])
  const all = kinds.reduce((sum, [, weight]) => sum + weight, 0)
  let toAdd = trials - list.length
  for (let i = 0; i < reports; i++) {
    if (toAdd > 0 && random.chance(0.3)) {
      list.push(['add'])
      toAdd -= 1
    }
    let rest = random.next() * all
    const [kind] = kinds.find(([, weight]) => (rest -= weight) < 0) ?? kinds[0]
    const pick = random.next()
    if (kind === 'report') list.push([kind, pick, ahead(), value()])
    else if (kind === 'complete') {
      list.push(random.chance(0.7) ? [kind, pick, null, null] : [kind, pick, ahead(), value()])
    } else list.push([kind, pick])
  }
  for (; toAdd > 0; toAdd--) list.push(['add'])
  return list

  function ahead() {
    if (temper.jumps && random.chance(0.3)) return random.integer(1, Math.ceil(maxT / 2))
    if (temper.fractions) return random.pick([1, 0.5, 0.25])
    return 1
  }

  function value() {
    if (temper.nan && random.chance(0.1)) return random.pick(ODD.nan)
    if (temper.infinite && random.chance(0.1)) return random.pick(ODD.infinite)
    if (temper.ties) return random.integer(-4, 4)
    return Math.round((random.next() - 0.3) * 1e4) / 1e3
  }
}

/** Small, seeded random numbers (sfc32 from a hash of the key). */
function stream(key) {
  let hash = 1779033703 ^ key.length
  const word = () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507)
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909)
    return (hash ^= hash >>> 16) >>> 0
  }
  for (const char of key) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 3432918353)
    hash = (hash << 13) | (hash >>> 19)
  }
  let [a, b, c, d] = [word(), word(), word(), 1]
  const next = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 12; i++) next()
  return {
    next,
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (items) => items[Math.floor(next() * items.length)],
    chance: (share) => next() < share,
  }
}
