import { LogAxis } from './axis.ts'

/** One searcher's regret: median and quartiles after each number of evaluations. */
export interface Line {
  readonly colour: string
  readonly dashed: boolean
  readonly points: readonly {
    readonly evaluations: number
    readonly low: number
    readonly median: number
    readonly high: number
  }[]
}

export interface Panel {
  readonly title: string
  readonly lines: readonly Line[]
  /** Regrets below are drawn here: the rest is rounding. */
  readonly floor: number
}

export const PANEL_WIDTH = 300
export const PANEL_HEIGHT = 230

/** Around the plot, inside the panel. */
const MARGIN = { left: 46, right: 18, top: 26, bottom: 30 }
const WIDTH = PANEL_WIDTH - MARGIN.left - MARGIN.right
const HEIGHT = PANEL_HEIGHT - MARGIN.top - MARGIN.bottom

/** One plot as SVG, its upper left corner at the origin. */
export function drawPanel({ title, lines, floor }: Panel): string {
  const points = lines.flatMap((line) => line.points)
  const end = Math.max(1, ...points.map((point) => point.evaluations))
  // The quartiles of a poor searcher early on would press all the rest together.
  const values = points.flatMap(({ low, median }) => [low, median])
  const axis = new LogAxis(values.length === 0 ? [1] : values.map((v) => Math.max(v, floor)))
  const x = (evaluations: number): string => number(MARGIN.left + (WIDTH * evaluations) / end)
  const y = (value: number): string =>
    number(MARGIN.top + HEIGHT * (1 - axis.share(Math.max(value, floor))))
  const bottom = MARGIN.top + HEIGHT

  const frame = [
    `<text x="${MARGIN.left}" y="17" class="title">${title}</text>`,
    ...axis.ticks.flatMap((tick) => [
      `<line x1="${MARGIN.left}" x2="${MARGIN.left + WIDTH}" y1="${y(tick)}" y2="${y(tick)}" class="grid"/>`,
      `<text x="${MARGIN.left - 5}" y="${y(tick)}" dy="3.5" text-anchor="end">${tickText(tick)}</text>`,
    ]),
    ...[0, end / 2, end].map(
      (n) => `<text x="${x(n)}" y="${bottom + 15}" text-anchor="middle">${Math.round(n)}</text>`,
    ),
    `<path d="M${MARGIN.left} ${MARGIN.top}V${bottom}H${MARGIN.left + WIDTH}" class="axis"/>`,
  ]
  const bands = lines.map(({ colour, points }) => {
    const along = (side: 'low' | 'high'): string[] =>
      points.map((point) => `${x(point.evaluations)} ${y(point[side])}`)
    return `<path d="M${[...along('high'), ...along('low').reverse()].join('L')}Z" fill="${colour}" class="band"/>`
  })
  const medians = lines.map(({ colour, dashed, points }) => {
    const path = points.map(({ evaluations, median }) => `${x(evaluations)} ${y(median)}`).join('L')
    const dash = dashed ? ' stroke-dasharray="5 3"' : ''
    return `<path d="M${path}" stroke="${colour}" class="median"${dash}/>`
  })
  return [...frame, ...bands, ...medians].join('\n')
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function tickText(value: number): string {
  return value >= 0.01 && value < 1e5 ? String(value) : value.toExponential(0).replace('+', '')
}
