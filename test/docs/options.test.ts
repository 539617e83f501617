import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { checkTypes } from './check-types.ts'
import { pages, root, tableRows } from './pages.ts'

/** Tables of options: their page, the head of their first column, and the type that they describe. */
const TABLES = [
  ['docs/asha.md', 'Option', 'ASHASchedulerOptions'],
  ['docs/ask-tell.md', 'Option of `createSearch`', 'CreateSearchOptions'],
  ['docs/ask-tell.md', 'Option of `restoreSearch`', 'RestoreSearchOptions'],
  ['docs/bohb.md', 'Option of `BOHBSearch`', 'BOHBSearchOptions'],
  [
    'docs/changing-resources.md',
    'Option of `ResourceChangingScheduler`',
    'ResourceChangingSchedulerOptions',
  ],
  ['docs/cma-es.md', 'Option of `CMAESSearch`', 'CMAESSearchOptions'],
  ['docs/cqr.md', 'Option of `CQRSearch`', 'CQRSearchOptions'],
  ['docs/distributed.md', 'Option of `scalingConfig`', 'ScalingConfig'],
  ['docs/evolution.md', 'Option of `DESearch`', 'DESearchOptions'],
  [
    'docs/evolution.md',
    'Option of `RegularizedEvolutionSearch`',
    'RegularizedEvolutionSearchOptions',
  ],
  ['docs/gp.md', 'Option of `GPSearch`', 'GPSearchOptions'],
  ['docs/hyperband.md', 'Option', 'HyperBandSchedulerOptions'],
  ['docs/limits-and-repeats.md', 'Option of `limitConcurrency`', 'ConcurrencyLimiterOptions'],
  ['docs/limits-and-repeats.md', 'Option of `repeat`', 'RepeaterOptions'],
  ['docs/median-stopping.md', 'Option of `MedianStoppingRule`', 'MedianStoppingRuleOptions'],
  [
    'docs/median-stopping.md',
    'Option of `PercentileStoppingRule`',
    'PercentileStoppingRuleOptions',
  ],
  ['docs/nsga2.md', 'Option of `NSGA2Search`', 'NSGA2SearchOptions'],
  [
    'docs/population-based-training.md',
    'Option of `PopulationBasedTraining`',
    'PopulationBasedTrainingOptions',
  ],
  [
    'docs/population-based-training.md',
    'Option of `PopulationBasedTrainingReplay`',
    'PopulationBasedTrainingReplayOptions',
  ],
  ['docs/population-based-training.md', 'Option of `PB2`', 'PB2Options'],
  ['docs/mlflow.md', 'Option', 'MLflowLoggerOptions'],
  ['docs/prometheus.md', 'Option', 'PrometheusLoggerOptions'],
  ['docs/python.md', 'Option', 'PythonOptions'],
  ['docs/quasi-random.md', 'Option of `QuasiRandomSearch`', 'QuasiRandomSearchOptions'],
  ['docs/searcher-options.md', 'Option', 'ModelSearchOptions'],
  ['docs/simulation.md', 'Option of `plan`', 'PlanOptions'],
  ['docs/simulation.md', 'Option of `simulated`', 'SimulatedOptions<unknown>'],
  ['docs/simulation.md', 'Option of `simulate`', 'SimulateOptions'],
  ['docs/tensorboard.md', 'Option of `TensorBoardLogger`', 'TensorBoardLoggerOptions'],
  ['docs/terminal.md', 'Option', 'CLIReporterOptions'],
  ['docs/tpe.md', 'Option of `TPESearch`', 'TPESearchOptions'],
] as const

/** What `name.…` in the prose is a property of. */
const OWNERS = {
  tuneConfig: 'TuneConfig',
  runConfig: 'RunConfig',
  trial: 'Trial',
  result: 'Result<unknown>',
  results: 'ResultGrid<unknown>',
} as const

/** Types of options that are generic. */
const GENERIC = new Set(['RunOptions', 'SimulatedOptions', 'TunerOptions'])

/** Every word of code on the pages. */
const words = new Set(
  pages.flatMap(({ blocks, codeSpans }) =>
    [...codeSpans, ...blocks.filter(({ language }) => language === 'ts').map(({ code }) => code)]
      .join(' ')
      .match(/\w+/g),
  ),
)

/** The properties that the prose names, each of which its type has to have. */
function inProse(): string[] {
  const property = /\b(tuneConfig|runConfig|trial|results?)\.(?!json\b)(\w+)/g
  return pages
    .flatMap(({ codeSpans }) => codeSpans.flatMap((span) => [...span.matchAll(property)]))
    .map(([, owner = '', key = '']) => {
      const type = OWNERS[owner as keyof typeof OWNERS]
      return `'${key}' satisfies keyof attune.${type} & string`
    })
}

/** A table has every option of its type, and no other. */
function inTable([name, head, type]: readonly [string, string, string]): string[] {
  const page = pages.find((page) => page.name === name)
  const rows = page ? tableRows(page, head.toLowerCase()) : []
  const names = rows.flatMap(([cell = '']) => Array.from(cell.matchAll(/`(\w+)`/g), (m) => m[1]))
  return [
    ...names.map((each) => `'${each}' satisfies keyof attune.${type}`),
    allOf(type, names.map((each) => `'${each}'`).join(' | ')),
  ]
}

/** Each option of each exported type of options is named anywhere. */
function anywhere(): string[] {
  const declarations = readFileSync(join(root, 'dist', 'index.d.ts'), 'utf8')
  const types = declarations.match(/\b(?!AnyConfig)[A-Z]\w+(?:Options|Config)\b/g) ?? []
  const said = [...words].map((word) => `'${word}'`).join(' | ')
  return [
    `type Said = ${said}`,
    ...types.map((type) => allOf(GENERIC.has(type) ? `${type}<unknown>` : type, 'Said')),
  ]
}

function allOf(type: string, named: string): string {
  return `undefined as never as Exclude<keyof attune.${type}, ${named}> satisfies never`
}

const checks = {
  prose: inProse(),
  tables: TABLES.flatMap(inTable),
  anywhere: anywhere(),
}
let problems: ReadonlyMap<string, readonly string[]>

beforeAll(() => {
  const files = Object.entries(checks).map(([name, lines]): [string, string] => [
    `${name}.ts`,
    ['import type * as attune from "attune"', ...lines].join('\n'),
  ])
  problems = checkTypes(new Map(files))
})

it.each([
  ['the options and properties that the prose names exist', 'prose', 30],
  ['the tables of options have all that there are, and no others', 'tables', 20],
  ['every option of the package is named', 'anywhere', 10],
] as const)('%s', (_, check, atLeast) => {
  expect(checks[check].length).toBeGreaterThan(atLeast)
  expect([...(problems.get('') ?? []), ...(problems.get(`${check}.ts`) ?? [])]).toEqual([])
})

it('everything that the package exports is named', async () => {
  const entry = pathToFileURL(join(root, 'dist', 'index.js')).href
  const names = Object.keys((await import(entry)) as object)
  expect(names.length).toBeGreaterThan(30)
  expect(names.filter((name) => !words.has(name))).toEqual([])
})
