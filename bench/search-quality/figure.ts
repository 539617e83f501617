import { mkdirSync, writeFileSync } from 'node:fs'
import { MULTIPLE, SINGLE } from '../functions/tasks.ts'
import type { Task } from '../functions/task.ts'
import { solvedRegret } from './compare.ts'
import { drawPanel, PANEL_HEIGHT, PANEL_WIDTH, type Line } from './panel.ts'
import { attune, optuna, regretOf, scoreAt, type Rival, type Standings } from './standings.ts'
import { quantileOf } from './statistics.ts'

interface Entry {
  readonly rival: Rival
  readonly label: string
  readonly colour: string
}

const COLUMNS = 4
const LEGEND_HEIGHT = 58
const STEP = 2

/** One colour for an algorithm; Optuna's are dashed. */
const SINGLE_ENTRIES: readonly Entry[] = [
  { rival: attune('random'), label: 'random', colour: '#8c8c8c' },
  { rival: optuna('tpe'), label: 'Optuna TPE', colour: '#d98200' },
  { rival: optuna('gp'), label: 'Optuna GP', colour: '#00855f' },
  { rival: attune('cma-es'), label: 'cma-es', colour: '#bf5c93' },
  { rival: attune('tpe'), label: 'tpe', colour: '#d98200' },
  { rival: attune('gp'), label: 'gp', colour: '#00855f' },
  { rival: attune('auto'), label: 'auto', colour: '#0062a8' },
]

const MULTIPLE_ENTRIES: readonly Entry[] = [
  { rival: attune('random'), label: 'random', colour: '#8c8c8c' },
  { rival: optuna('nsga2-20'), label: 'Optuna NSGA-II', colour: '#bf5c93' },
  { rival: optuna('tpe'), label: 'Optuna TPE', colour: '#d98200' },
  { rival: optuna('gp'), label: 'Optuna GP', colour: '#00855f' },
  { rival: attune('nsga2'), label: 'nsga2', colour: '#bf5c93' },
  { rival: attune('tpe'), label: 'tpe', colour: '#d98200' },
  { rival: attune('gp'), label: 'gp', colour: '#00855f' },
  { rival: attune('auto'), label: 'auto', colour: '#0062a8' },
]

/** Draws `single.svg` and `multiple.svg` into a folder. */
export function drawFigures(standings: Standings, folder: string): void {
  mkdirSync(folder, { recursive: true })
  const single = sheet(standings, SINGLE, SINGLE_ENTRIES, 'Regret by evaluations')
  writeFileSync(`${folder}/single.svg`, single)
  const gap = 'Hypervolume that is missing, by evaluations'
  writeFileSync(`${folder}/multiple.svg`, sheet(standings, MULTIPLE, MULTIPLE_ENTRIES, gap))
}

function sheet(
  standings: Standings,
  tasks: readonly Task[],
  entries: readonly Entry[],
  title: string,
): string {
  const rows = Math.ceil(tasks.length / COLUMNS)
  const width = COLUMNS * PANEL_WIDTH
  const height = LEGEND_HEIGHT + rows * PANEL_HEIGHT
  const panels = tasks.map((task, i) => {
    const x = (i % COLUMNS) * PANEL_WIDTH
    const y = LEGEND_HEIGHT + Math.floor(i / COLUMNS) * PANEL_HEIGHT
    const lines = entries.flatMap((entry) => lineOf(standings, task, entry))
    const floor = solvedRegret(standings, task, task.reference ? 200 : 100)
    const panel = drawPanel({ title: task.name, lines, floor })
    return `<g transform="translate(${x} ${y})">\n${panel}\n</g>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<style>${STYLE}</style>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="22" class="title">${title}: median and quartiles of the seeds, logarithmic, lower is better</text>`,
    legend(entries),
    ...panels,
    '</svg>\n',
  ].join('\n')
}

const STYLE =
  'text{font:11px system-ui,sans-serif;fill:#333}.title{font-weight:600;font-size:13px}' +
  '.grid{stroke:#e6e6e6}.axis{stroke:#777;fill:none}.band{fill-opacity:.1}' +
  '.median{fill:none;stroke-width:1.7;stroke-linejoin:round}'

function legend(entries: readonly Entry[]): string {
  const pitch = 142
  return entries
    .toReversed()
    .map(({ rival, label, colour }, i) => {
      const x = 16 + i * pitch
      const dash = rival.side === 'optuna' ? ' stroke-dasharray="5 3"' : ''
      return (
        `<path d="M${x} 42h26" stroke="${colour}" class="median"${dash}/>` +
        `<text x="${x + 32}" y="46">${label}</text>`
      )
    })
    .join('\n')
}

/** Nothing where it was not run. */
function lineOf(standings: Standings, task: Task, { rival, colour }: Entry): readonly Line[] {
  const runs = [...standings.runs(rival, task, 1).values()]
  if (runs.length === 0) return []
  const end = Math.min(...runs.map((run) => run.evaluations))
  // Hypervolumes are known every tenth evaluation.
  const step = task.reference === undefined ? STEP : 10
  const points = Array.from({ length: Math.floor(end / step) }, (_, i) => {
    const evaluations = (i + 1) * step
    const regrets = runs.map((run) => regretOf(task, scoreAt(run, evaluations)))
    const [low, median, high] = [0.25, 0.5, 0.75].map((q) => quantileOf(regrets, q))
    return { evaluations, low, median, high } as Line['points'][number]
  })
  return [{ colour, dashed: rival.side === 'optuna', points }]
}
